/** Item 7: the table of zombies, their parents reminded to wait for them, the table again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { plural } from '../base/quantities.ts';
import { sendSignal } from '../orchestrator/signals.ts';
import { sweepLeftovers } from '../orchestrator/sweep.ts';
import { negligentParents, remaining } from '../system/reaping.ts';
import type { ProcessInfo } from '../system/types.ts';
import { titleOf } from '../system/words.ts';
import { type ReportResult, type ReportRows, result } from './result.ts';

/** Milliseconds that a reminded parent has for its wait(2); an init that only looks now and then needs more than one. */
export const reminderMs = 2000;

/** Every process of the machine, as it is now. */
export type Look = () => Promise<readonly ProcessInfo[]>;

/** Also ends what a forkful that died has left behind. What a parent refuses to wait for is a matter for `k`. */
export async function clearZombies(look: Look, signal: AbortSignal): Promise<ReportResult> {
  const processes = await look();
  const zombies = processes.filter(({ zombie }) => zombie);
  const told = negligentParents(processes, zombies, process.pid).map(({ parent, zombies: children }) => {
    const outcome = sendSignal(parent, 'SIGCHLD');
    const what = outcome.kind === 'sent' ? `asked to wait for ${plural(children.length, 'zombie')}` : outcome.kind;
    return ['SIGCHLD', `${titleOf(parent)} (${parent.pid}): ${what}`] as const;
  });
  const swept = (await sweepLeftovers()).map(({ line }) => ['orphan', line] as const);
  const left = await waitUntilReaped(zombies, look, reminderMs, signal);
  return result(left.length === 0, [
    ...table('before', zombies, processes),
    ...told,
    ...swept,
    ...table('after', left, await look()),
    ...(left.length === 0
      ? []
      : [['', 'their parents do not wait: k in Processes ends a parent, and init reaps'] as const]),
  ]);
}

/** @returns the zombies that are left after at most `ms` */
export async function waitUntilReaped(
  zombies: readonly ProcessInfo[],
  look: Look,
  ms: number,
  signal: AbortSignal,
): Promise<readonly ProcessInfo[]> {
  const deadline = performance.now() + ms;
  for (;;) {
    const left = remaining(zombies, await look());
    if (left.length === 0 || performance.now() >= deadline || signal.aborted) return left;
    await sleep(50, undefined, { signal }).catch(() => {});
  }
}

function table(title: string, zombies: readonly ProcessInfo[], processes: readonly ProcessInfo[]): ReportRows {
  const orphans = processes.filter(({ orphan }) => orphan).length;
  const names = new Map(processes.map((process) => [process.pid, titleOf(process)]));
  const rows = zombies.map(({ pid, ppid, name }) => {
    return ['', `${pid} Z ${name}, child of ${names.get(ppid) ?? 'nobody'} (${ppid})`] as const;
  });
  return [[title, `${plural(zombies.length, 'zombie')}, ${plural(orphans, 'orphan')}`], ...rows];
}
