/**
 * Orphans: processes whose parent died and whom another adopted. A parent process id of 1 is not the test, since any
 * subreaper may adopt (prctl(2), PR_SET_CHILD_SUBREAPER: a user's systemd, a container's init), and since init has children
 * of its own. So parents are remembered, and a change of parent is noticed: it has no other cause than the parent's death.
 * Of processes that lost their parent before the first look, what fork(2) and setsid(2) leave behind still tells much.
 */
import type { ProcessReading } from './backend.ts';

type Kin = Pick<ProcessReading, 'pid' | 'ppid' | 'startTime' | 'startedAt' | 'group' | 'session' | 'kernelThread'>;

interface Remembered {
  readonly startTime: string;
  readonly ppid: number;
  /** Of the parent when it was first seen; undefined where the parent was not among the processes. */
  readonly parentStartTime: string | undefined;
  readonly orphan: boolean;
}

/** Clock ticks round; a parent must be younger by more than this to count as younger. */
const roundingMs = 50;

export class OrphanTracker {
  #known = new Map<number, Remembered>();

  /**
   * @param processes every process of the machine at one moment, in any order
   * @returns the pids of the orphans among them; once an orphan, always an orphan
   */
  observe(processes: readonly Kin[]): ReadonlySet<number> {
    const byPid = new Map<number, Kin>();
    for (const process of processes) byPid.set(process.pid, process);

    const known = new Map<number, Remembered>();
    const orphans = new Set<number>();
    for (const process of byPid.values()) {
      const remembered = this.#remember(process, byPid);
      known.set(process.pid, remembered);
      if (remembered.orphan) orphans.add(process.pid);
    }
    this.#known = known;
    return orphans;
  }

  #remember(process: Kin, byPid: ReadonlyMap<number, Kin>): Remembered {
    const parentStartTime = byPid.get(process.ppid)?.startTime;
    const before = this.#known.get(process.pid);
    if (before?.startTime !== process.startTime) {
      const { startTime, ppid } = process;
      return { startTime, ppid, parentStartTime, orphan: wasAdopted(process, byPid) };
    }
    if (before.orphan || before.ppid !== process.ppid) return { ...before, ppid: process.ppid, orphan: true };
    // The same number, another process: the parent's pid was reused by the one that adopted.
    const replaced = parentStartTime !== undefined && parentStartTime !== before.parentStartTime;
    return replaced ? { ...before, parentStartTime, orphan: before.parentStartTime !== undefined } : before;
  }
}

/**
 * What a first look can tell. A child starts after its parent, in its parent's session and process group, and leaves the
 * session only by leading its own (setsid(2)); who breaks one of these rules was not forked by the parent it has now.
 */
export function wasAdopted(process: Kin, byPid: ReadonlyMap<number, Kin>): boolean {
  const parent = byPid.get(process.ppid);
  if (parent === undefined || process.kernelThread || parent.kernelThread || parent === process) return false;
  if (parent.startedAt - roundingMs > process.startedAt) return true;

  const leadsSession = process.session === process.pid;
  if (!leadsSession && process.session !== parent.session) return true;

  // Groups prove less, since a shell gives each pipeline its own: only init, which is no shell, is held to them.
  const leadsGroup = process.group === process.pid;
  if (process.ppid !== 1 || leadsSession || leadsGroup || process.group === parent.group) return false;
  return byPid.get(process.group)?.ppid !== process.ppid;
}
