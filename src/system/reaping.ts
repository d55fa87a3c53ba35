/**
 * Who is to blame for the zombies there are, and what can be done about it. A zombie is a process that has ended and
 * whose parent has not asked how (wait(2)); no signal reaches it. Its parent can be reminded (SIGCHLD), or ended: init
 * then adopts the zombie and asks.
 */
import type { ProcessInfo, ProcessKey } from './types.ts';

export interface NegligentParent {
  readonly parent: ProcessInfo;
  readonly zombies: readonly ProcessInfo[];
  /** Why it must not be ended, in words; undefined where it may. */
  readonly spared: string | undefined;
}

/**
 * @param processes every process of the machine
 * @param zombies those that are meant: one that ended just now is no negligence yet
 * @param self whose ancestors are not ended either: the shell and the terminal that somebody sits at
 */
export function negligentParents(
  processes: readonly ProcessInfo[],
  zombies: readonly ProcessKey[],
  self: number,
): NegligentParent[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const byParent = Map.groupBy(remaining(zombies, processes), ({ ppid }) => ppid);
  const kin = ancestors(self, byPid);
  const found: NegligentParent[] = [];
  for (const [pid, children] of byParent) {
    const parent = byPid.get(pid);
    if (parent === undefined) continue; // ended between two lines of the table: init is about to reap
    found.push({ parent, zombies: children, spared: spared(pid, self, kin) });
  }
  return found;
}

function spared(pid: number, self: number, kin: ReadonlySet<number>): string | undefined {
  if (pid === 1) return 'it is init';
  if (pid === self) return 'it is forkful itself';
  return kin.has(pid) ? 'forkful runs below it' : undefined;
}

function ancestors(start: number, byPid: ReadonlyMap<number, ProcessInfo>): ReadonlySet<number> {
  const seen = new Set<number>();
  for (let pid = byPid.get(start)?.ppid; pid !== undefined && !seen.has(pid); pid = byPid.get(pid)?.ppid) seen.add(pid);
  return seen;
}

/** Those of the first look that are still there, and still zombies. */
export function remaining(before: readonly ProcessKey[], processes: readonly ProcessInfo[]): ProcessInfo[] {
  const startTimes = new Map(before.map(({ pid, startTime }) => [pid, startTime]));
  return processes.filter((process) => process.zombie && startTimes.get(process.pid) === process.startTime);
}
