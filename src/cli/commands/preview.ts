import { stripVTControlCharacters } from 'node:util';
import { toJson, toText } from '../../base/byte-path.ts';
import { UsageError } from '../../base/errors.ts';
import { createPreviewer } from '../../preview/previewer.ts';
import type { FilePreview, Preview, PreviewTask } from '../../preview/types.ts';
import { drawnRoom, printPreview } from '../../ui/print-preview.ts';
import type { ColourDepth } from '../../ui/theme/paint.ts';
import { makeTheme } from '../../ui/theme/theme.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Run } from '../invocation.ts';
import type { Options } from '../options.ts';
import type { Output } from '../output.ts';

/** What `p` and `P` show on the screen, on standard output; decoded in a child here too. */
export const run: Run = async ({ operands, options, output, signal }) => {
  const [first, second, third] = operands;
  if (first === undefined || third !== undefined) throw new UsageError('preview: give one file, or two to compare');
  const size = sizeOf(options, output);
  const files = second === undefined ? ([first] as const) : ([first, second] as const);
  const task: PreviewTask = { files, room: drawnRoom(size, files.length) };
  const previewer = createPreviewer({ onLine: ({ text }) => output.message(`forkful: ${text}`) });
  try {
    const preview = await whole(previewer.look.bind(previewer), task, signal);
    if (signal.aborted) return exitCodes.failed;
    if (options.flag('json')) output.result(`${JSON.stringify(previewToJson(preview))}\n`);
    else {
      const depth = output.colour ? (process.stdout.getColorDepth() as ColourDepth) : 1;
      const theme = makeTheme({ name: 'dark', depth, ascii: options.flag('ascii') });
      const text = printPreview(preview, size, theme).join('\n');
      output.result(`${output.stdoutIsTerminal ? text : stripVTControlCharacters(text)}\n`);
    }
    return complain(preview, output) ? exitCodes.failed : exitCodes.done;
  } finally {
    await previewer.close();
  }
};

async function whole(
  look: ReturnType<typeof createPreviewer>['look'],
  task: PreviewTask,
  signal: AbortSignal,
): Promise<Preview> {
  let newest: Preview = { task, files: [], compared: 0, comparison: undefined, failure: undefined };
  await look(
    task,
    (preview) => {
      newest = preview;
    },
    signal,
  );
  return newest;
}

/** Says what could not be looked at; returns whether there was something. */
function complain({ task, files, comparison, failure }: Preview, output: Output): boolean {
  const problems = task.files.flatMap((path, index) => {
    const content = files[index]?.content;
    const reason = content === undefined ? failure : content.kind === 'unreadable' ? content.reason : undefined;
    return reason === undefined ? [] : [`${toText(path)}: ${reason}`];
  });
  if (problems.length === 0 && comparison?.kind === 'impossible') problems.push(comparison.reason);
  for (const problem of problems) output.error(`forkful: ${problem}`);
  return problems.length > 0;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** As large as the terminal, but for a line to type in. */
function sizeOf(options: Options, output: Output): Size {
  const text = options.text('size');
  if (text === undefined) return { width: output.columns, height: (process.stdout.rows || 25) - 2 };
  const [, width, height] = /^(\d{1,4})[x×](\d{1,4})$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (!(size.width >= 20 && size.height >= 4)) {
    throw new UsageError(`--size: "${text}" is not COLUMNSxROWS, from 20x4 up`);
  }
  return size;
}

function previewToJson({ task, files, comparison, failure }: Preview) {
  const compared = comparison?.kind === 'differs' ? { ...comparison, excerpts: undefined } : comparison;
  return {
    version: 1,
    files: task.files.map((path, index) => ({ ...toJson(path), ...factsToJson(files[index], failure) })),
    ...(compared === undefined ? {} : { comparison: compared }),
  };
}

function factsToJson(file: FilePreview | undefined, failure: string | undefined) {
  if (file === undefined) return { kind: 'unreadable', reason: failure };
  const { size, changed, mode, content } = file;
  const changedAt = changed === undefined ? undefined : new Date(changed).toISOString();
  const facts = { kind: content.kind, size, changed: changedAt, mode };
  switch (content.kind) {
    case 'picture': {
      const { format, width, height, pages, shot, problem } = content;
      return { ...facts, format, width, height, pages, ...shot, problem };
    }
    case 'text':
    case 'binary':
      return { ...facts, format: content.format };
    case 'folder':
      return { ...facts, entries: content.entries };
    case 'special':
      return { ...facts, what: content.what };
    case 'unreadable':
      return { ...facts, reason: content.reason };
    case 'empty':
      return facts;
  }
}
