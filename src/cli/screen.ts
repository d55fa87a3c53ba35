import { statSync } from 'node:fs';
import { type BytePath, fromText, toFs, toText } from '../base/byte-path.ts';
import { reasonOf, UsageError } from '../base/errors.ts';
import { shortenHome } from '../base/home-path.ts';
import type { ParsedList } from '../download/list.ts';
import type { SessionSettings } from '../session/session.ts';
import type { Session } from '../session/types.ts';
import { defaultThresholds } from '../system/thresholds.ts';
import { runScreen, type ScreenOptions } from '../ui/main.tsx';
import { themeChoices } from '../ui/theme/theme.ts';
import { readDownloadOptions } from './commands/download-options.ts';
import { exitCodes } from './exit-codes.ts';
import type { Invocation, Run } from './invocation.ts';
import { decode, type Options } from './options.ts';
import { resembling } from './resembling.ts';
import { saveSnapshot } from './save-snapshot.ts';
import { scanOptions } from './scan-options.ts';
import { commands } from './table.ts';

export const run: Run = async ({ operands, options, output }) => {
  const roots = operands.length > 0 ? operands : [fromText(process.cwd())];
  for (const root of roots) requireFolder(root);
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    throw new UsageError('the screen needs a terminal; in a script use forkful scan, get, dedupe: see forkful --help');
  }
  const settings = await sessionSettings({ operands: roots, options });
  let opening: Promise<Session> | undefined;
  // Loaded behind the first frame: with all that it starts it takes longer than the screen does.
  const open = async (): Promise<Session> => (await import('../session/session.ts')).createSession(settings);
  try {
    return await runScreen({
      open: () => {
        opening = open();
        return opening;
      },
      options: screenOptions(roots, options),
      saveSnapshot,
    });
  } finally {
    // The terminal is given back by now; what still has to end says so where that takes a moment.
    const stopListening = listenWhileClosing();
    const session = await opening;
    await session?.close((words) => output.message(`forkful: ${words}`));
    stopListening();
  }
};

/** A second Ctrl-C ends it at once, and the children see to themselves; what else asks to end is being done already. */
function listenWhileClosing(): () => void {
  const endNow = (): never => process.exit(exitCodes.interrupted);
  const ignore = (): void => {};
  process.on('SIGINT', endNow).on('SIGTERM', ignore).on('SIGHUP', ignore);
  return () => void process.off('SIGINT', endNow).off('SIGTERM', ignore).off('SIGHUP', ignore);
}

async function sessionSettings(call: Pick<Invocation, 'operands' | 'options'>): Promise<SessionSettings> {
  const { operands, options } = call;
  if (options.text('input') === '-') {
    throw new UsageError('--input -: the screen reads its keys from standard input; give the list as a file');
  }
  const target = options.path('dir') ?? operands[0];
  return {
    scan: scanOptions(call),
    downloads: { ...readDownloadOptions(options), dir: target === undefined ? '.' : decode(target) },
    list: options.path('input') === undefined ? undefined : await readListed(options),
    demo: options.flag('demo'),
    minMemory: options.size('min-memory') ?? 0,
    thresholds: {
      cpuPercent: options.count('warn-cpu', 1) ?? defaultThresholds.cpuPercent,
      memoryPercent: options.count('warn-memory', 1) ?? defaultThresholds.memoryPercent,
    },
    sampleMs: (options.seconds('interval') ?? 1) * 1000,
  };
}

async function readListed(options: Options): Promise<ParsedList> {
  const { readRequests } = await import('./commands/get-options.ts');
  return readRequests([], options);
}

function screenOptions(roots: readonly BytePath[], options: Options): ScreenOptions {
  return {
    folder: roots.map((root) => shortenHome(toText(root))).join(' '),
    noDelete: options.flag('no-delete'),
    ascii: options.flag('ascii'),
    theme: options.choice('theme', themeChoices) ?? 'auto',
    mouse: !options.flag('no-mouse'),
    fps: options.count('fps', 1) ?? 10,
    // The variable that programs made with Ink have in common.
    screenReader: process.env.INK_SCREEN_READER === 'true',
  };
}

/** A word that is no folder may be a command with a slip of the finger. */
function requireFolder(path: BytePath): void {
  let reason = 'not a folder';
  try {
    if (statSync(toFs(path)).isDirectory()) return;
  } catch (error) {
    reason = reasonOf(error);
  }
  const meant = resembling(
    path,
    commands.map((row) => row.name),
  );
  const hint = meant === undefined ? '' : `; did you mean forkful ${meant}?`;
  throw new UsageError(`${toText(path)}: ${reason}${hint}`);
}
