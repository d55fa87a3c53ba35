import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const programPath = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly nodeFlags?: readonly string[];
  readonly stdin?: string | Uint8Array;
  /** A command that runs what follows it: `nice -n 5`. */
  readonly under?: readonly string[];
}

export interface Running {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when what was written to stderr or stdout so far matches; rejects when the program ends before. */
  saw(pattern: RegExp): Promise<void>;
}

/** Starts the built program as a shell would, without a terminal. Ended with the test where it still runs. */
export function startProgram(args: readonly (string | Buffer)[], options: RunOptions = {}): Running {
  const { cwd, env = {}, nodeFlags = [], stdin, under = [] } = options;
  const [command = process.execPath, ...rest] = [...under, process.execPath];
  const child = spawn(command, [...rest, ...nodeFlags, programPath, ...args.map(String)], {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const parts: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (part: Buffer) => {
      parts[name].push(part);
      for (const check of waiting) check();
    });
  }
  const said = () => Buffer.concat([...parts.stderr, ...parts.stdout]).toString('utf8');
  const finished = once(child, 'close').then(([code, signal]): Finished => {
    const stderr = Buffer.concat(parts.stderr).toString('utf8');
    return { code: code as number | null, signal, stdout: Buffer.concat(parts.stdout), stderr };
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await finished;
  });
  return {
    pid: child.pid ?? 0,
    finished,
    signal: (signal) => void child.kill(signal),
    saw(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const check = () => {
        if (pattern.test(said())) resolve();
      };
      waiting.add(check);
      check();
      void finished.then(() => reject(new Error(`ended without saying ${pattern}: ${said()}`)));
      return promise.finally(() => waiting.delete(check));
    },
  };
}

export function runProgram(args: readonly (string | Buffer)[], options?: RunOptions): Promise<Finished> {
  return startProgram(args, options).finished;
}
