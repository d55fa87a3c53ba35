/** What a shell starts: reads the arguments, loads the one command that was asked for, ends with its exit code. */
// First: the children start before anything else is loaded.
import './head-start.ts';

import { readFileSync } from 'node:fs';
import { Failure, UsageError } from '../base/errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { listenForInterrupts } from './interrupts.ts';
import type { Run } from './invocation.ts';
import { rawArguments } from './options.ts';
import { createOutput } from './output.ts';
import { parseArguments } from './parse.ts';
import { readSettings, settingsFile } from './settings.ts';
import { isTerminal } from './terminal.ts';

/** Loaded one at a time: a headless command pays for nothing but its own work. */
const runs: Readonly<Record<string, () => Promise<{ run: Run }>>> = {
  screen: () => import('./screen.ts'),
  get: () => import('./commands/get.ts'),
  scan: () => import('./commands/scan.ts'),
  dedupe: () => import('./commands/dedupe.ts'),
  undo: () => import('./commands/undo.ts'),
  hash: () => import('./commands/hash.ts'),
  preview: () => import('./commands/preview.ts'),
  ps: () => import('./commands/ps.ts'),
  reap: () => import('./commands/reap.ts'),
  memory: () => import('./commands/memory.ts'),
  info: () => import('./commands/info.ts'),
  compare: () => import('./commands/compare.ts'),
  export: () => import('./commands/export.ts'),
  report: () => import('./commands/report.ts'),
  completions: () => import('./commands/completions.ts'),
  man: () => import('./commands/man.ts'),
};

/** Commands that are run for what they do, not for what they print. */
const changesFiles: ReadonlySet<string> = new Set(['get', 'dedupe', 'undo']);

async function main(): Promise<ExitCode> {
  const argv = rawArguments(process.argv.slice(2), () => readFileSync('/proc/self/cmdline'));
  const parsed = parseArguments(argv, () => readSettings(settingsFile()));
  if (parsed.kind === 'print') {
    createOutput({ quiet: false, verbose: false, colour: false }).result(parsed.text);
    return exitCodes.done;
  }
  const { command, operands, options } = parsed;
  const load = runs[command.name];
  if (load === undefined) throw new Error(`no code for the command ${command.name}`);

  if (options.flag('no-color') || !colourWanted()) process.env.FORCE_COLOR = '0';
  const output = createOutput({
    quiet: options.flag('quiet'),
    verbose: options.flag('verbose'),
    colour: process.env.FORCE_COLOR !== '0' && isTerminal(1),
    worksUnread: changesFiles.has(command.name),
  });
  const { run } = await load();
  // The screen has signals of its own: there they save a snapshot, and give the terminal back.
  if (command.name === 'screen') {
    return run({
      operands,
      options,
      output,
      signal: new AbortController().signal,
      onProgressRequest() {},
      onPause() {},
    });
  }
  // Node would print the line of the source as well: all of a bundle may stand on it.
  process.on('uncaughtException', async (error) => process.exit(await report(error)));
  const interrupts = listenForInterrupts((line) => output.error(`forkful: ${line}`));
  const { signal, onProgressRequest, onPause } = interrupts;
  const code = await run({ operands, options, output, signal, onProgressRequest, onPause });
  return interrupts.exitCode ?? (code === exitCodes.done && output.isIncomplete ? exitCodes.failed : code);
}

function colourWanted(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0';
  return !NO_COLOR && TERM !== 'dumb';
}

async function report(thrown: unknown): Promise<ExitCode> {
  const { catalogueFailure } = await import('../catalogue/trouble.ts');
  const error = catalogueFailure(thrown) ?? thrown;
  process.stderr.write(`forkful: ${wordsOf(error)}\n`);
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
}

function wordsOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof Failure) return error.message;
  if (isCurrentFolderGone(error)) return 'the current folder is gone: change to another one';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isCurrentFolderGone(error: unknown): boolean {
  return (error as { syscall?: unknown } | null | undefined)?.syscall === 'uv_cwd';
}

// A handle that some library left open must not keep a finished command alive; output is written synchronously.
main().then(
  (code) => process.exit(code),
  async (error: unknown) => process.exit(await report(error)),
);
