/**
 * Children that are forked before it is settled what they will be asked: they start while this process still loads its own
 * code. The pool that wants one of that name and kind takes it over; what nobody wants is dismissed.
 */
import type { ChildProcess } from 'node:child_process';
import { forkChild } from './fork-child.ts';
import type { WorkerSpec } from './worker.ts';

/** What such children are started for: under its name, with the limits that V8 has by itself. */
type Start = Omit<WorkerSpec, 'limits'>;

const ahead = new Map<string, { readonly child: ChildProcess; readonly entry: WorkerSpec['entry'] }>();

/** Never keeps this process alive. Where no child can be started, who needs one will find out and say so. */
export function startAhead({ name, entry }: Start): void {
  try {
    const child = forkChild({ name, entry, limits: {} });
    child.on('error', () => ahead.delete(name));
    hold(child, false);
    ahead.set(name, { child, entry });
  } catch {
    // Its pool tries again, and tells why not.
  }
}

/** @returns undefined where none is on its way, or it is gone already */
export function takeAhead({ name, entry, limits }: WorkerSpec): ChildProcess | undefined {
  const found = ahead.get(name);
  if (found?.entry !== entry || limits.heap !== undefined || limits.youngHeap !== undefined) return undefined;
  ahead.delete(name);
  const { child } = found;
  const isGone = child.exitCode !== null || child.signalCode !== null;
  if (child.pid === undefined || !child.connected || isGone) return undefined;
  hold(child, true);
  return child;
}

/** Ends those that nobody has taken. */
export function dismissAhead(): void {
  for (const { child } of ahead.values()) child.kill('SIGKILL');
  ahead.clear();
}

/** Whether this process stays for the sake of it. */
function hold(child: ChildProcess, held: boolean): void {
  const how = held ? 'ref' : 'unref';
  child[how]();
  child.channel?.[how]();
  // The type knows streams; these are sockets.
  for (const pipe of [child.stdout, child.stderr]) (pipe as { ref?(): void; unref?(): void } | null)?.[how]?.();
}
