/**
 * The queue: what is to be fetched, who may start, what becomes of a try. It holds every decision and no connection; the
 * transfers themselves run in fetch children (fetch-job.ts).
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure, reasonOf, unreachable } from '../base/errors.ts';
import { makeVisible } from '../base/visible.ts';
import { PoolClosed, PoolFailed } from '../orchestrator/errors.ts';
import type { WorkerStatus } from '../orchestrator/types.ts';
import { backoffMs } from './backoff.ts';
import { Entry } from './entry.ts';
import { createFetchers, type FetcherHooks, type Fetchers } from './fetchers.ts';
import { HostBlocks } from './host-blocks.ts';
import { type Arrival, type DownloadLog, noLog } from './log.ts';
import { Politeness } from './politeness.ts';
import type { TransferEvent, TransferOutcome, TransferTask } from './protocol.ts';
import { longestWaitMs } from './retry-after.ts';
import { Settling } from './settling.ts';
import { shareConnections } from './sharing.ts';
import { Tally } from './tally.ts';
import { removePart } from './transfer/part-file.ts';
import type { DownloadEvent, DownloadId, DownloadOptions, DownloadRequest, DownloadSummary } from './types.ts';

export interface DownloadHooks extends FetcherHooks {
  readonly onEvent: (event: DownloadEvent) => void;
  /** Default: nothing outlives the process. */
  readonly log?: DownloadLog | undefined;
}

export interface Downloads {
  /** Requests of one list, in order; those that are queued already are left out. */
  add(requests: readonly DownloadRequest[]): void;
  pause(paused: boolean): void;
  /** One that failed or was cancelled. */
  retry(id: DownloadId): void;
  retryFailed(): void;
  cancel(id: DownloadId): void;
  /** Earlier or later among those that wait for the same host. */
  move(id: DownloadId, by: -1 | 1): void;
  /** How far all of it is, for a progress line. */
  readonly tally: Tally;
  /** True while something would be interrupted by leaving. */
  readonly busy: boolean;
  readonly workers: readonly WorkerStatus[];
  /** Resolves when nothing is left to do, or nothing can be done. */
  finished(): Promise<DownloadSummary>;
  /** Ends the children; what is unfinished stays on record for the next start. */
  close(): Promise<void>;
}

/** @throws Failure where the target folder cannot be made */
export function createDownloads(options: DownloadOptions, hooks: DownloadHooks): Downloads {
  return new Queue(options, hooks);
}

const sharingMs = 250;

class Cancelled extends Error {}

class Queue implements Downloads {
  readonly tally = new Tally();
  readonly #options: DownloadOptions;
  readonly #hooks: DownloadHooks;
  readonly #log: DownloadLog;
  readonly #dir: string;
  readonly #entries: Entry[] = [];
  readonly #keys = new Set<string>();
  readonly #politeness: Politeness<Entry>;
  readonly #blocks: HostBlocks;
  readonly #settling: Settling;
  readonly #folders = new Set<string>();
  #pool: Fetchers | undefined;
  #sharing: NodeJS.Timeout | undefined;
  #paused = false;
  #closed = false;
  #halted: string | undefined;
  #waiters: ((summary: DownloadSummary) => void)[] = [];

  constructor(options: DownloadOptions, hooks: DownloadHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#log = hooks.log ?? noLog;
    this.#dir = resolve(options.dir);
    this.#politeness = new Politeness(options);
    this.#settling = new Settling(this.#log);
    this.#blocks = new HostBlocks((host, blocked) => {
      this.#politeness.block(host, blocked);
      this.#startMore();
    });
    this.#makeFolder(this.#dir);
  }

  get busy(): boolean {
    return this.tally.open > 0;
  }

  get workers(): readonly WorkerStatus[] {
    return this.#pool?.statuses ?? [];
  }

  add(requests: readonly DownloadRequest[]): void {
    const fresh: Entry[] = [];
    for (const request of requests) {
      const id = this.#entries.length + 1;
      const entry = new Entry(id, request, resolve(this.#dir, request.dir ?? '.'));
      if (this.#keys.has(entry.key)) continue;
      this.#keys.add(entry.key);
      this.#entries.push(entry);
      fresh.push(entry);
    }
    this.tally.add(fresh.length);
    this.#log.queued(fresh.map((entry) => entry.request));
    for (const entry of fresh) {
      this.#emit({ kind: 'queued', id: entry.id, url: entry.request.url, name: makeVisible(entry.name) });
      this.#politeness.add(entry);
    }
    this.#startMore();
    this.#settleIfIdle();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#halted = undefined;
    this.#pool?.tell({ kind: 'pause', paused });
    for (const entry of this.tally.active) {
      if (paused) this.#emit({ kind: 'paused', id: entry.id });
      else this.#emitStarted(entry);
    }
    this.#startMore();
  }

  retry(id: DownloadId): void {
    const entry = this.#entry(id);
    if (entry?.state !== 'failed' && entry?.state !== 'cancelled') return;
    this.tally.reopen(entry.state);
    entry.attempts = 0;
    entry.state = 'queued';
    this.#log.queued([entry.request]);
    this.#emit({ kind: 'queued', id, url: entry.request.url, name: makeVisible(entry.name) });
    this.#politeness.add(entry);
    this.#startMore();
  }

  retryFailed(): void {
    for (const entry of this.#entries) if (entry.state === 'failed') this.retry(entry.id);
  }

  cancel(id: DownloadId): void {
    const entry = this.#entry(id);
    if (entry === undefined) return;
    if (entry.state === 'active') entry.cancel?.abort(new Cancelled());
    else if (entry.state === 'waiting' || this.#politeness.withdraw(entry)) {
      this.#cancelled(entry);
      this.#settleIfIdle();
    }
  }

  move(id: DownloadId, by: -1 | 1): void {
    const entry = this.#entry(id);
    if (entry !== undefined) this.#politeness.move(entry, by);
  }

  finished(): Promise<DownloadSummary> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#settleIfIdle();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sharing);
    this.#blocks.clear();
    const begun = this.#entries.filter(({ state }) => state === 'active' || state === 'waiting');
    for (const entry of begun) clearTimeout(entry.timer);
    await this.#pool?.close();
    // Nothing can go on with these at the next start: they would only lie about.
    for (const entry of begun) if (entry.checkpoint === undefined) removePart(entry.partPath);
    this.#settling.flush();
    this.#log.close();
    this.#settleIfIdle();
  }

  #entry(id: DownloadId): Entry | undefined {
    return this.#entries[id - 1];
  }

  #startMore(): void {
    if (this.#paused || this.#closed || this.#halted !== undefined) return;
    for (let entry = this.#politeness.next(); entry !== undefined; entry = this.#politeness.next()) {
      void this.#fetch(entry);
    }
  }

  async #fetch(entry: Entry): Promise<void> {
    entry.state = 'active';
    entry.attempts += 1;
    entry.beganAt ||= performance.now();
    entry.cancel = new AbortController();
    this.tally.begin(entry);
    try {
      this.#makeFolder(entry.dir);
      const task = this.#taskOf(entry);
      const outcome = await this.#fetchers().submit(task, {
        signal: entry.cancel.signal,
        onBegin: ({ worker }) => {
          entry.worker = worker;
          this.#emitStarted(entry);
        },
        onEvent: (event) => this.#heard(entry, task, event),
      });
      this.#left(entry);
      this.#ended(entry, outcome);
    } catch (error) {
      this.#left(entry);
      if (error instanceof Cancelled) this.#cancelled(entry);
      else if (error instanceof PoolFailed) {
        this.#pool = undefined;
        this.#halt(entry, error.message);
      } else if (!(error instanceof PoolClosed)) this.#failed(entry, reasonOf(error), undefined);
    }
    this.#startMore();
    this.#settleIfIdle();
  }

  #left(entry: Entry): void {
    this.tally.end(entry);
    this.#politeness.finish(entry);
  }

  #taskOf(entry: Entry): TransferTask {
    const { url, out, checksum, headers } = entry.request;
    const { id, dir, part, checkpoint } = entry;
    const condition = checkpoint === undefined ? this.#log.recall(entry.request)?.condition : undefined;
    return { id, url, dir, out, part, checksum, headers, checkpoint, condition, expect: this.#options.expect };
  }

  #fetchers(): Fetchers {
    if (this.#pool !== undefined) return this.#pool;
    this.#pool = createFetchers(this.#options, this.#hooks);
    const { limitRate, segments } = this.#options;
    if (limitRate !== undefined || segments > 1) this.#sharing = setInterval(() => this.#share(), sharingMs);
    if (this.#paused) this.#pool.tell({ kind: 'pause', paused: true });
    this.#share();
    return this.#pool;
  }

  /** What is to spare, over the transfers that are active now. */
  #share(): void {
    const { limitRate, segments } = this.#options;
    const { active } = this.tally;
    if (limitRate !== undefined) {
      this.#pool?.tell({ kind: 'rate', perTransfer: limitRate / Math.max(1, active.size) });
    }
    if (segments > 1) {
      this.#pool?.tell({ kind: 'connections', allowed: shareConnections(active, this.#politeness, segments) });
    }
  }

  #heard(entry: Entry, task: TransferTask, event: TransferEvent): void {
    switch (event.kind) {
      case 'started':
        entry.total = event.total;
        entry.name = event.name;
        this.#emitStarted(entry, event.resumedFrom);
        break;
      case 'progress':
        entry.arrived(event.received, performance.now());
        if (event.checkpoint !== undefined) {
          entry.checkpoint = event.checkpoint;
          // Should the child die, the one that takes over goes on from there.
          task.checkpoint = event.checkpoint;
          this.#log.progress(entry.request, event.checkpoint);
        }
        this.#emit({ kind: 'progress', id: entry.id, received: entry.received, total: entry.total, rate: entry.rate });
        break;
      default:
        unreachable(event);
    }
  }

  #ended(entry: Entry, outcome: TransferOutcome): void {
    switch (outcome.kind) {
      case 'done':
        this.#arrived(entry, outcome);
        break;
      case 'unchanged':
        this.#skipped(entry, 'not-modified', this.#log.recall(entry.request)?.path);
        break;
      case 'failed':
        entry.checkpoint = outcome.checkpoint;
        if (outcome.checkpoint !== undefined) this.#log.progress(entry.request, outcome.checkpoint);
        if (outcome.retry === 'halt') this.#halt(entry, outcome.reason);
        else if (outcome.retry === 'later') this.#tryAgain(entry, outcome);
        else this.#failed(entry, outcome.reason, outcome.status);
        break;
      default:
        unreachable(outcome);
    }
  }

  #arrived(entry: Entry, arrival: Arrival): void {
    entry.state = 'done';
    const duplicateOf = this.#settling.arrived(entry, arrival);
    const { path, bytes, hash } = arrival;
    this.tally.done(bytes, duplicateOf !== undefined);
    const { id, request, attempts } = entry;
    const ms = Math.round(performance.now() - entry.beganAt);
    this.#emit({ kind: 'done', id, url: request.url, path, bytes, hash, attempts, ms, duplicateOf });
  }

  #tryAgain(entry: Entry, outcome: Extract<TransferOutcome, { kind: 'failed' }>): void {
    const { reason, status, retryAfterMs } = outcome;
    if (entry.attempts > this.#options.retries) {
      this.#failed(entry, reason, status);
      return;
    }
    if (retryAfterMs !== undefined && retryAfterMs > longestWaitMs) {
      this.#failed(entry, `${reason}; the server asks to come back in more than a day`, status);
      return;
    }
    const backoff = backoffMs(entry.attempts, Math.random());
    const at = retryAfterMs === undefined ? Date.now() + backoff : this.#blocks.wait(entry.host, retryAfterMs);
    entry.state = 'waiting';
    this.#emit({ kind: 'waiting', id: entry.id, at, reason, attempt: entry.attempts });
    // Jitter after a common date, too: not all of them in the same moment.
    const ms = Math.max(0, at - Date.now()) + (retryAfterMs === undefined ? 0 : backoff / 4);
    entry.timer = setTimeout(() => {
      entry.state = 'queued';
      this.#politeness.add(entry, true);
      this.#startMore();
    }, ms);
  }

  #failed(entry: Entry, reason: string, status: number | undefined): void {
    entry.state = 'failed';
    if (entry.checkpoint === undefined) this.#log.dropped(entry.request);
    this.tally.failed();
    const { id, request, attempts } = entry;
    this.#emit({ kind: 'failed', id, url: request.url, reason, status, attempts });
  }

  #skipped(entry: Entry, reason: string, path: string | undefined): void {
    entry.state = 'skipped';
    this.#log.dropped(entry.request);
    this.tally.skipped();
    this.#emit({ kind: 'skipped', id: entry.id, url: entry.request.url, reason, path });
  }

  #cancelled(entry: Entry): void {
    clearTimeout(entry.timer);
    entry.state = 'cancelled';
    entry.checkpoint = undefined;
    removePart(entry.partPath);
    this.#log.dropped(entry.request);
    this.tally.cancelled();
    this.#emit({ kind: 'cancelled', id: entry.id });
  }

  /** Every other transfer would meet the same: stop, say so, and keep all for when it is mended. */
  #halt(entry: Entry, reason: string): void {
    entry.attempts -= 1;
    entry.state = 'queued';
    this.#politeness.add(entry, true);
    this.#emit({ kind: 'queued', id: entry.id, url: entry.request.url, name: makeVisible(entry.name) });
    if (this.#halted !== undefined) return;
    this.#halted = reason;
    this.#emit({ kind: 'halted', reason });
  }

  #makeFolder(dir: string): void {
    if (this.#folders.has(dir)) return;
    try {
      mkdirSync(dir, { recursive: true });
    } catch (error) {
      throw new Failure(`the folder ${makeVisible(dir)} cannot be made: ${reasonOf(error)}`, { cause: error });
    }
    this.#folders.add(dir);
  }

  #emitStarted(entry: Entry, resumedFrom = 0): void {
    const { id, worker, name, total } = entry;
    this.#emit({ kind: 'started', id, worker, name: makeVisible(name), total, resumedFrom });
  }

  #emit(event: DownloadEvent): void {
    this.#hooks.onEvent(event);
  }

  #settleIfIdle(): void {
    const stuck = this.#halted !== undefined && this.tally.active.size === 0;
    if (this.tally.open > 0 && !stuck && !(this.#closed && this.tally.active.size === 0)) return;
    if (this.#waiters.length === 0) return;
    this.#settling.flush();
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve(this.tally.summary(this.#halted));
  }
}
