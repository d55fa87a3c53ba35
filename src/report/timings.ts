/** How long every job took since the start, and the same job under each engine side by side. Item 12. */
import type { EngineName } from '../orchestrator/types.ts';

export interface Timing {
  /** `scan ~/Pictures`: what was done, safe to print. */
  readonly job: string;
  /** undefined where no engine was at work. */
  readonly engine: EngineName | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly ok: boolean;
}

/** The best times of one job, by engine. */
export interface TimingRow {
  readonly job: string;
  readonly runs: number;
  /** Milliseconds; undefined where that engine has not done it. */
  readonly best: Readonly<Record<EngineName | 'none', number | undefined>>;
}

/** Oldest runs go first where there are more: a screen may stay open for weeks. */
const most = 1000;

export class Timings {
  readonly #timings: Timing[] = [];

  get all(): readonly Timing[] {
    return this.#timings;
  }

  add(timing: Timing): void {
    this.#timings.push(timing);
    if (this.#timings.length > most) this.#timings.shift();
  }

  /** Runs a job and keeps how long it took, also when it fails. */
  async measure<T>(job: string, engine: EngineName | undefined, work: () => T | Promise<T>): Promise<T> {
    const [startedAt, start] = [Date.now(), performance.now()];
    let ok = false;
    try {
      const done = await work();
      ok = true;
      return done;
    } finally {
      this.add({ job, engine, startedAt, elapsedMs: performance.now() - start, ok });
    }
  }

  /** A row a job, in the order in which they were first run; only runs that succeeded count. */
  compare(): TimingRow[] {
    const jobs = Map.groupBy(
      this.#timings.filter(({ ok }) => ok),
      ({ job }) => job,
    );
    return [...jobs].map(([job, timings]) => {
      const best = (engine: EngineName | undefined): number | undefined => {
        const times = timings.filter((timing) => timing.engine === engine).map(({ elapsedMs }) => elapsedMs);
        return times.length === 0 ? undefined : Math.min(...times);
      };
      return {
        job,
        runs: timings.length,
        best: {
          serial: best('serial'),
          threads: best('threads'),
          processes: best('processes'),
          none: best(undefined),
        },
      };
    });
  }

  /** For other programs: a line a run. */
  toJsonLines(): string {
    return this.#timings
      .map((timing) => `${JSON.stringify({ ...timing, startedAt: new Date(timing.startedAt).toISOString() })}\n`)
      .join('');
  }
}
