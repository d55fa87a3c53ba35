/**
 * Ends children that outlived their forkful: of a run that was killed together with what watches it, or that came from a
 * version without a watch. Found by the mark in their environment, which names the parent by pid and start time.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeVisible } from '../base/visible.ts';
import { isSameProcess, keyOf } from '../system/process-identity.ts';
import { readProcessStat } from '../system/process-stat.ts';
import type { ProcessKey } from '../system/types.ts';
import { parseRun, roleVariable, runVariable } from './environment.ts';
import { sendSignal } from './signals.ts';

export interface Leftover {
  readonly process: ProcessKey;
  /** `fetch-1`; safe to print. */
  readonly role: string;
  readonly parent: ProcessKey;
}

export interface Swept extends Leftover {
  /** What was done about it, for the log. */
  readonly line: string;
}

/** Milliseconds between two looks whether a process is gone. */
const lookMs = 20;

/** Finds them and ends them: SIGTERM, `graceMs`, SIGKILL. Nothing is found where there is no /proc. */
export async function sweepLeftovers({ graceMs = 500 }: { readonly graceMs?: number } = {}): Promise<readonly Swept[]> {
  return Promise.all(
    (await findLeftovers()).map(async (leftover) => ({ ...leftover, line: await end(leftover, graceMs) })),
  );
}

/** Children with our mark and of our user whose parent is gone. */
export async function findLeftovers(): Promise<readonly Leftover[]> {
  const names = await readdir('/proc').catch((): string[] => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(readLeftover));
  return found.filter((leftover) => leftover !== undefined);
}

async function readLeftover(pid: number): Promise<Leftover | undefined> {
  try {
    const folder = `/proc/${pid}`;
    if ((await stat(folder)).uid !== process.getuid?.()) return undefined;
    const key = keyOf(pid);
    const mark = parseMark(await readFile(`${folder}/environ`, 'latin1'));
    if (key === undefined || mark === undefined || isSameProcess(mark.parent)) return undefined;
    return { process: key, ...mark };
  } catch {
    // It ended meanwhile, or may not be read.
    return undefined;
  }
}

/** @param environ proc_pid_environ(5): entries ended by NUL */
export function parseMark(environ: string): Pick<Leftover, 'role' | 'parent'> | undefined {
  const value = (name: string) =>
    environ
      .split('\0')
      .find((entry) => entry.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const [parent, role] = [parseRun(value(runVariable)), value(roleVariable)];
  return parent === undefined || role === undefined ? undefined : { parent, role: makeVisible(role) };
}

async function end({ process: key, role, parent }: Leftover, graceMs: number): Promise<string> {
  const who = `${role} (${key.pid}), left over by forkful ${parent.pid},`;
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const outcome = sendSignal(key, signal);
    if (outcome.kind === 'refused') return `${who} could not be ended: ${outcome.reason}`;
    if (outcome.kind === 'gone') return `${who} was gone already`;
    if (await isGone(key, graceMs)) return `${who} was ended with ${signal}`;
  }
  return `${who} is still there after SIGKILL`;
}

async function isGone(key: ProcessKey, withinMs: number): Promise<boolean> {
  for (const end = performance.now() + withinMs; ; await sleep(lookMs)) {
    // A zombie does nothing any more; its new parent reaps it when it gets round to it.
    if (!isSameProcess(key) || readProcessStat(key.pid)?.state === 'Z') return true;
    if (performance.now() >= end) return false;
  }
}
