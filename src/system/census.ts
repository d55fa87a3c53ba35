/**
 * From the readings of one moment to the processes that are shown: roles given, zombies and orphans marked, and our own
 * tree told from the rest of the machine. It remembers what was once ours, since an orphan leaves the tree it came from.
 */
import type { ProcessDescription, ProcessReading } from './backend.ts';
import { OrphanTracker } from './orphans.ts';
import type { ProcessInfo } from './types.ts';

export type Scope = 'own' | 'all';

export interface CensusOptions {
  /** Where our own tree begins. */
  readonly isRoot: (process: ProcessReading) => boolean;
  /** Asked only of the processes that are shown. */
  readonly describe: (process: ProcessReading) => ProcessDescription;
  readonly roleOf: (process: ProcessReading & ProcessDescription) => string | undefined;
}

export class Census {
  readonly #options: CensusOptions;
  readonly #orphans = new OrphanTracker();
  /** Start times by pid, of every process that was seen in our tree. */
  #own = new Map<number, string>();

  constructor(options: CensusOptions) {
    this.#options = options;
  }

  /** Start times by pid of our own processes at the last moment. */
  get own(): ReadonlyMap<number, string> {
    return this.#own;
  }

  /** @param readings every process of the machine at one moment */
  take(readings: readonly ProcessReading[], scope: Scope): ProcessInfo[] {
    const orphans = this.#orphans.observe(readings);
    this.#own = ownTree(readings, (process) => this.#options.isRoot(process) || this.#wasOwn(process));
    const shown = scope === 'all' ? readings : readings.filter(({ pid }) => this.#own.has(pid));
    return shown.map((reading) => this.#inform(reading, orphans.has(reading.pid)));
  }

  #wasOwn({ pid, startTime }: ProcessReading): boolean {
    return this.#own.get(pid) === startTime;
  }

  #inform(reading: ProcessReading, orphan: boolean): ProcessInfo {
    const description = this.#options.describe(reading);
    const { pid, startTime, ppid, state, cpuPercent, rssBytes, threads, ageMs } = reading;
    return {
      pid,
      startTime,
      ppid,
      state,
      name: description.name,
      command: description.command,
      role: this.#options.roleOf({ ...reading, ...description }),
      cpuPercent,
      rssBytes,
      threads,
      uid: description.uid,
      ageMs,
      zombie: isZombie(reading),
      orphan,
    };
  }
}

/** A main thread that ended before the others of its process has state Z too, and nobody to blame (pthread_exit(3)). */
export function isZombie({ state, threads }: Pick<ProcessReading, 'state' | 'threads'>): boolean {
  return state === 'Z' && threads <= 1;
}

/** The roots and everything below them, whatever order the processes come in. */
export function ownTree(
  processes: readonly ProcessReading[],
  isRoot: (process: ProcessReading) => boolean,
): Map<number, string> {
  const children = new Map<number, ProcessReading[]>();
  for (const process of processes) {
    const siblings = children.get(process.ppid);
    if (siblings === undefined) children.set(process.ppid, [process]);
    else siblings.push(process);
  }
  const own = new Map<number, string>();
  const waiting = processes.filter(isRoot);
  for (let process = waiting.pop(); process !== undefined; process = waiting.pop()) {
    if (own.has(process.pid)) continue;
    own.set(process.pid, process.startTime);
    waiting.push(...(children.get(process.pid) ?? []));
  }
  return own;
}
