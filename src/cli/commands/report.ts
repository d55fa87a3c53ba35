/** forkful report N: one job of the report's menu, with its result and the time it took. */
import type { BytePath } from '../../base/byte-path.ts';
import { UsageError } from '../../base/errors.ts';
import { formatElapsed, parseSize } from '../../base/quantities.ts';
import { changeFolder, changeProcessFolder, folderExists, makeAndEnter } from '../../report/folders.ts';
import { forkChild, memoryPairs, usage } from '../../report/machine.ts';
import { menu } from '../../report/menu.ts';
import { type ReportResult, type ReportRows, result } from '../../report/result.ts';
import { clearZombies } from '../../report/zombies.ts';
import { openBackend } from '../../system/platform.ts';
import { ForkfulWatch } from '../../system/snapshot.ts';
import { defaultThresholds } from '../../system/thresholds.ts';
import { exitCodes } from '../exit-codes.ts';
import { columnLines, pairLines } from '../formats/columns.ts';
import type { Invocation, Run } from '../invocation.ts';
import { decode } from '../options.ts';
import { wait } from './memory.ts';

export const run: Run = async (invocation) => {
  const { operands, options, output } = invocation;
  const [number] = operands;
  if (number === undefined) {
    output.result(`${menuLines().join('\n')}\n`);
    return exitCodes.done;
  }
  if (decode(number) === '0') return exitCodes.done; // leave
  const start = performance.now();
  const { ok, pairs, warnings } = await runItem(decode(number), invocation);
  const elapsedMs = performance.now() - start;
  for (const warning of warnings) output.message(`warning: ${warning}`);
  if (options.flag('json')) {
    output.result(`${JSON.stringify({ ok, ...byName(pairs), warnings, elapsedMs })}\n`);
  } else {
    output.result(`${pairLines([...pairs, ['elapsed', formatElapsed(elapsedMs)]]).join('\n')}\n`);
  }
  return ok ? exitCodes.done : exitCodes.failed;
};

/** A name that is said more than once, and what follows it without a name, becomes a list. */
function byName(pairs: ReportRows): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  let last = '';
  for (const [name, value] of pairs) {
    last = name === '' ? last : name;
    const before = values[last];
    values[last] = before === undefined ? value : [before, value].flat();
  }
  return values;
}

async function runItem(number: string, invocation: Invocation): Promise<ReportResult> {
  const [, argument] = invocation.operands;
  switch (number) {
    case '1':
      return forkChild();
    case '2':
      return folderExists(needed(argument, number));
    case '3':
      return makeAndEnter(needed(argument, number), changeProcessFolder);
    case '4':
      return changeFolder(needed(argument, number), changeProcessFolder);
    case '7':
      return clear(invocation);
    case '10':
    case '11':
    case '13':
      return runMemoryItem(number, invocation);
    default:
      throw otherCommand(number);
  }
}

async function clear({ signal }: Invocation): Promise<ReportResult> {
  const backend = await openBackend();
  try {
    const watch = new ForkfulWatch(backend);
    return await clearZombies(async () => watch.take(await backend.processes(), 'all'), signal);
  } finally {
    backend.close();
  }
}

async function runMemoryItem(number: '10' | '11' | '13', invocation: Invocation): Promise<ReportResult> {
  const bytes = number === '13' ? parseSize(decode(needed(invocation.operands[1], number)), 'SIZE') : 0;
  const backend = await openBackend();
  try {
    if (number === '10') return await usage(backend, defaultThresholds);
    const code = number === '13' ? await wait(bytes, backend, invocation) : exitCodes.done;
    return result(code === exitCodes.done, memoryPairs(await backend.memory()));
  } finally {
    backend.close();
  }
}

function needed(argument: BytePath | undefined, number: string): BytePath {
  if (argument !== undefined) return argument;
  const item = menu.find((candidate) => String(candidate.number) === number);
  throw new UsageError(`forkful ${item?.headless ?? 'report'}: the argument is missing`);
}

function otherCommand(number: string): UsageError {
  const item = menu.find((candidate) => String(candidate.number) === number);
  return item === undefined
    ? new UsageError(`there is no item ${JSON.stringify(number)}; forkful report lists them all`)
    : new UsageError(`item ${number} has a command of its own: forkful ${item.headless}`);
}

function menuLines(): string[] {
  const leave = { number: 0, title: 'leave', headless: 'report 0' };
  return columnLines(
    [...menu, leave],
    [
      { title: '', align: 'right', text: ({ number }) => String(number) },
      { title: 'JOB', align: 'left', text: ({ title }) => title },
      { title: 'COMMAND', align: 'left', text: ({ headless }) => `forkful ${headless}` },
    ],
    undefined,
  );
}
