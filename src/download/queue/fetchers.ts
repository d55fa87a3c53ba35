import { createPool } from '../../orchestrator/pool.ts';
import type { ChildLine, Gate, Pool, Submission, WorkerStatus } from '../../orchestrator/types.ts';
import type { Batch, BatchEvent, Ended, FetchCommand } from '../protocol.ts';
import type { DownloadId, DownloadOptions } from '../types.ts';
import type { Entry } from './entry.ts';
import type { Politeness } from './politeness.ts';
import { shareConnections } from './sharing.ts';

export interface FetcherHooks {
  readonly onStatus?: ((status: WorkerStatus) => void) | undefined;
  readonly onLine?: ((line: ChildLine) => void) | undefined;
  /** New transfers wait while it is shut. */
  readonly gate?: Gate | undefined;
  /** Children that are still waited for at the end. */
  readonly onWaiting?: ((workers: readonly string[]) => void) | undefined;
}

/** A child that dies takes some sixteen innocent transfers with it: only often is it their fault. */
const deathsOfOneTask = 6;
/** Whoever kills children, a person or a machine short of memory, does not mean one file. */
const killsOfOneTask = 100;
/** Children are cheap to replace, and a machine short of memory may kill many. */
const restartIntensity = { max: 60, withinMs: 10_000 };
const sharingMs = 250;

/** The fetch children, and what they share: settings, pause, rate, connections. */
export class Fetchers {
  readonly #options: DownloadOptions;
  readonly #pool: Pool<Batch, BatchEvent, readonly Ended[], FetchCommand>;
  readonly #clock: NodeJS.Timeout | undefined;
  readonly #politeness: Politeness<Entry>;
  readonly #share: () => void;
  #size: number;
  #sharing: NodeJS.Immediate | undefined;
  /** Somebody has connections to which a transfer that begins may have the better right. */
  #lent = false;

  /**
   * @param transfers how many there are to do: nobody is started who would have nothing to do
   * @param active what is being transferred, read anew at each sharing
   */
  constructor(
    options: DownloadOptions,
    transfers: number,
    { gate, onStatus, onLine, onWaiting }: FetcherHooks,
    active: ReadonlySet<Entry>,
    politeness: Politeness<Entry>,
  ) {
    const { engine, jobs, headers, timeout, maxSize, ca, limitRate, segments, pipelining } = options;
    this.#options = options;
    this.#politeness = politeness;
    this.#size = sizeFor(options, transfers);
    this.#pool = createPool({
      role: 'fetch',
      entry: 'fetch-child',
      load: async () => (await import('../fetch-job.ts')).createFetchJob(),
      engine,
      size: this.#size,
      slots: jobs,
      together: true,
      attempts: deathsOfOneTask,
      kills: killsOfOneTask,
      restart: restartIntensity,
      ...(gate === undefined ? {} : { gate }),
      ...(onStatus === undefined ? {} : { onStatus }),
      ...(onLine === undefined ? {} : { onLine }),
      ...(onWaiting === undefined ? {} : { onWaiting }),
    });
    this.#pool.tell({ kind: 'settings', settings: { headers, timeoutMs: timeout * 1000, maxSize, ca, pipelining } });
    this.#share = () => {
      clearImmediate(this.#sharing);
      this.#sharing = undefined;
      if (limitRate !== undefined) this.#pool.tell({ kind: 'rate', perTransfer: limitRate / Math.max(1, active.size) });
      if (segments === 1 || active.size === 0) return;
      const allowed = shareConnections(active, politeness, segments);
      this.#lent = [...allowed.values()].some((connections) => connections > 1);
      this.#pool.tell({ kind: 'connections', allowed });
    };
    if (segments > 1) this.#clock = setInterval(this.#share, sharingMs);
  }

  get statuses(): readonly WorkerStatus[] {
    return this.#pool.statuses;
  }

  /** There is more to do. */
  grow(transfers: number): void {
    const size = sizeFor(this.#options, transfers);
    if (size <= this.#size) return;
    this.#size = size;
    this.#pool.resize(size);
  }

  submit(batch: Batch, submission: Submission<BatchEvent>): Promise<readonly Ended[]> {
    // Ahead of what begins.
    if (this.#lent) this.#share();
    else this.activeChanged();
    return this.#pool.submit(batch, submission);
  }

  /** @param ahead also what has been asked for ahead */
  recall(host: string, ahead: boolean): void {
    this.#pool.tell({ kind: 'recall', host, ahead });
  }

  withdraw(ids: readonly DownloadId[]): void {
    this.#pool.tell({ kind: 'withdraw', ids });
  }

  /** The limit of the rate, and connections that nobody waits for, are for all together: each one's part has changed. */
  activeChanged(): void {
    const { limitRate, segments } = this.#options;
    if (limitRate !== undefined || (segments > 1 && this.#politeness.waiting === 0)) {
      this.#sharing ??= setImmediate(this.#share);
    }
  }

  pause(paused: boolean): void {
    this.#pool.tell({ kind: 'pause', paused });
  }

  close(): Promise<void> {
    clearInterval(this.#clock);
    clearImmediate(this.#sharing);
    return this.#pool.close();
  }
}

function sizeFor({ children, jobs }: DownloadOptions, transfers: number): number {
  return Math.max(1, Math.min(children, jobs, transfers));
}
