import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type ProcessStat, readProcessStat } from '../../src/system/process-stat.ts';

/** A program that the test owns: ended with it, and by itself after a while. */
export function startProcess(
  command: string,
  args: readonly string[],
  env = process.env,
  stdin: 'ignore' | 'pipe' = 'ignore',
): ChildProcess & { pid: number } {
  const child = spawn(command, args, { stdio: [stdin, 'pipe', 'ignore'], env });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await exited;
  });
  return Object.assign(child, { pid });
}

/** A shell that turns into a program which never waits for the child it inherits. */
export async function startNegligentParent(): Promise<{ parent: number; zombie: number }> {
  const parent = startProcess('sh', ['-c', 'sleep 0.05 & exec sleep 100']).pid;
  const zombie = await waitFor(() => childrenOf(parent).find(({ state }) => state === 'Z')?.pid);
  return { parent, zombie };
}

/** A process whose parent has ended; another has adopted it. */
export async function startOrphan(): Promise<number> {
  // Its own session, as a shell's terminal would have one, so that its origin still shows.
  const shell = spawn('sh', ['-c', 'sleep 100 >/dev/null & echo $!'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const [line] = (await once(shell.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  onTestFinished(() => endIfThere(pid));
  await waitFor(() => {
    const stat = readProcessStat(pid); // between fork and exec it is a shell still
    return stat?.comm === 'sleep' && stat.ppid !== shell.pid ? stat : undefined;
  });
  return pid;
}

export function childrenOf(pid: number): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcessStat(Number(name)))
    .filter((stat): stat is ProcessStat => stat?.ppid === pid);
}

export function endIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/** Polls until there is an answer; a condition that never comes ends the test by its own limit. */
export async function waitFor<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(10);
  }
}
