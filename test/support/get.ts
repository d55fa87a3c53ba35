import { afterAll } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { run } from '../../src/cli/commands/get.ts';
import type { ExitCode } from '../../src/cli/exit-codes.ts';
import { parseArguments } from '../../src/cli/parse.ts';
import { makeTempDir, removeTree } from './temp-dir.ts';

// A catalogue of its own for each file of tests: none may see, or leave, anything in the user's.
if (process.env.FORKFUL_STATE_DIR === undefined) {
  const stateDir = makeTempDir();
  process.env.FORKFUL_STATE_DIR = stateDir;
  // The processes of tests are ended, and do not exit.
  afterAll(() => {
    delete process.env.FORKFUL_STATE_DIR;
    removeTree(stateDir);
  });
}

export interface GetResult {
  readonly code: ExitCode;
  /** What --json printed, one object a line; the summary is the last. */
  readonly events: readonly Record<string, unknown>[];
  /** Of the first event. */
  readonly first: Record<string, unknown>;
  readonly stderr: string;
}

export interface GetSettings {
  /** Stops the run, as SIGINT does. */
  readonly signal?: AbortSignal;
}

/** `forkful get --json` in this process; transfers run in it too unless an engine is named. */
export async function get(...all: readonly (string | GetSettings)[]): Promise<GetResult> {
  const args = all.filter((arg) => typeof arg === 'string');
  const { signal = new AbortController().signal } = all.find((arg) => typeof arg === 'object') ?? {};
  const engine = args.includes('--engine') ? [] : ['--engine', 'serial'];
  const parsed = parseArguments(['get', '--json', ...engine, ...args].map(fromText));
  if (parsed.kind !== 'run') throw new Error(parsed.text);
  let [stdout, stderr] = ['', ''];
  const code = await run({
    operands: parsed.operands,
    options: parsed.options,
    output: {
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      canAsk: false,
      columns: 80,
      colour: false,
      quiet: false,
      isIncomplete: false,
      verbose: false,
      result: (text) => (stdout += text),
      message: (line) => (stderr += `${line}\n`),
      error: (line) => (stderr += `${line}\n`),
      progress() {},
      confirm: async () => false,
    },
    signal,
    onProgressRequest() {},
    onPause() {},
  });
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, events, first: events[0] ?? {}, stderr };
}
