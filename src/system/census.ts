/**
 * From the readings of one moment to the processes that are shown: roles given, zombies and orphans marked, and our own
 * tree told from the rest of the machine. It remembers what was once ours, since an orphan leaves the tree it came from.
 * What has not changed since the last moment is neither worked out nor made anew: of two thousand processes a few do.
 */
import type { ProcessDescription, ProcessReading } from './backend.ts';
import { OrphanTracker } from './orphans.ts';
import type { ProcessInfo } from './types.ts';

export type Scope = 'own' | 'all';

export interface CensusOptions {
  /** Where our own tree begins. */
  readonly isRoot: (process: ProcessReading) => boolean;
  /** Asked only of the processes that are shown; the same object as long as nothing of it has changed. */
  readonly describe: (process: ProcessReading) => ProcessDescription;
  readonly roleOf: (process: ProcessReading, description: ProcessDescription) => string | undefined;
}

/** What was last said of a process, and what of. */
interface Told {
  readonly reading: ProcessReading;
  readonly description: ProcessDescription;
  readonly info: ProcessInfo;
  /** It was old enough to have done its exec: what is said of it stays until its reading changes. */
  readonly settled: boolean;
}

/** Longer than a backend takes to call a description final. */
const settledAfterMs = 2000;

export class Census {
  readonly #options: CensusOptions;
  readonly #tracker = new OrphanTracker();
  #orphans: ReadonlySet<number> = new Set();
  /** Start times by pid, of every process that was seen in our tree. */
  #own = new Map<number, string>();
  #roots: readonly ProcessReading[] = [];
  #before: readonly ProcessReading[] = [];
  #told = new Map<number, Told>();
  #scope: Scope | undefined;

  constructor(options: CensusOptions) {
    this.#options = options;
  }

  /** Start times by pid of our own processes at the last moment. */
  get own(): ReadonlyMap<number, string> {
    return this.#own;
  }

  /** @param readings every process of the machine at one moment; an unchanged one as the same object as before */
  take(readings: readonly ProcessReading[], scope: Scope): ProcessInfo[] {
    const roots = readings.filter(this.#options.isRoot);
    const sameKin = areSameKin(readings, this.#before);
    if (!sameKin) {
      this.#orphans = this.#tracker.observe(readings);
      this.#findOwn(readings, roots);
    } else if (!areSameKin(roots, this.#roots)) this.#findOwn(readings, roots);
    const told = sameKin && scope === this.#scope ? this.#told : new Map<number, Told>();
    const shown = scope === 'all' ? readings : readings.filter(({ pid }) => this.#own.has(pid));
    const now = Date.now();
    const infos = shown.map((reading) => {
      const before = this.#told.get(reading.pid);
      const one = this.#tell(reading, before, now);
      if (one !== before || told !== this.#told) told.set(reading.pid, one);
      return one.info;
    });
    [this.#before, this.#scope, this.#told] = [readings, scope, told];
    return infos;
  }

  #findOwn(readings: readonly ProcessReading[], roots: readonly ProcessReading[]): void {
    this.#roots = roots;
    const wasOwn = readings.filter(({ pid, startTime }) => this.#own.get(pid) === startTime);
    this.#own = ownTree(readings, [...roots, ...wasOwn]);
  }

  #tell(reading: ProcessReading, before: Told | undefined, now: number): Told {
    const orphan = this.#orphans.has(reading.pid);
    const same = before?.reading === reading && before.info.orphan === orphan;
    // A child of ours may be named later than it is seen.
    if (same && before.settled && !this.#own.has(reading.pid)) return before;
    const description = this.#options.describe(reading);
    const role = this.#options.roleOf(reading, description);
    const settled = now - reading.startedAt >= settledAfterMs;
    const { description: known, info: told } = before ?? {};
    if (same && known === description && told?.role === role && before.settled === settled) return before;
    return { reading, description, settled, info: inform(reading, description, role, orphan) };
  }
}

function inform(
  reading: ProcessReading,
  { name, command, uid }: ProcessDescription,
  role: string | undefined,
  orphan: boolean,
): ProcessInfo {
  const { pid, startTime, ppid, state, cpuPercent, rssBytes, threads, startedAt } = reading;
  return {
    pid,
    startTime,
    ppid,
    state,
    name,
    command,
    role,
    cpuPercent,
    rssBytes,
    threads,
    uid,
    startedAt,
    zombie: isZombie(reading),
    orphan,
  };
}

/** A main thread that ended before the others of its process has state Z too, and nobody to blame (pthread_exit(3)). */
export function isZombie({ state, threads }: Pick<ProcessReading, 'state' | 'threads'>): boolean {
  return state === 'Z' && threads <= 1;
}

/** Nobody came, went, or got another parent. */
function areSameKin(now: readonly ProcessReading[], before: readonly ProcessReading[]): boolean {
  if (now.length !== before.length) return false;
  return now.every((process, at) => {
    const known = before[at];
    if (process === known) return true;
    return process.pid === known?.pid && process.ppid === known.ppid && process.startTime === known.startTime;
  });
}

/** The roots and everything below them, whatever order the processes come in. */
export function ownTree(processes: readonly ProcessReading[], roots: readonly ProcessReading[]): Map<number, string> {
  const children = new Map<number, ProcessReading[]>();
  for (const process of processes) {
    const siblings = children.get(process.ppid);
    if (siblings === undefined) children.set(process.ppid, [process]);
    else siblings.push(process);
  }
  const own = new Map<number, string>();
  const waiting = [...roots];
  for (let process = waiting.pop(); process !== undefined; process = waiting.pop()) {
    if (own.has(process.pid)) continue;
    own.set(process.pid, process.startTime);
    waiting.push(...(children.get(process.pid) ?? []));
  }
  return own;
}
