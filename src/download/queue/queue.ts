/**
 * The queue: what is to be fetched, who may start, what becomes of a try. It holds every decision and no connection; the
 * transfers themselves run in fetch children (fetch-job.ts).
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Failure, reasonOf, unreachable } from '../../base/errors.ts';
import { makeVisible } from '../../base/visible.ts';
import { PoolClosed, PoolFailed } from '../../orchestrator/errors.ts';
import type { EngineName, WorkerStatus } from '../../orchestrator/types.ts';
import type { DownloadHooks, Downloads } from '../downloads.ts';
import { type Arrival, type DownloadLog, noLog } from '../log.ts';
import { requestKey } from '../part-name.ts';
import type { Checkpoint, TransferEvent, TransferOutcome, TransferTask } from '../protocol.ts';
import { Tally } from '../tally.ts';
import { removePart } from '../transfer/part-file.ts';
import type { DownloadId, DownloadOptions, DownloadRequest, DownloadSummary } from '../types.ts';
import { Announcer } from './announcer.ts';
import { Entry } from './entry.ts';
import { Fetchers } from './fetchers.ts';
import { HostBlocks } from './host-blocks.ts';
import { Politeness } from './politeness.ts';
import { type Failed, planRetry } from './retry-plan.ts';
import { Settling } from './settling.ts';
import { TargetFolders } from './target-folders.ts';
import type { Twin } from './twins.ts';

export function createDownloads(options: DownloadOptions, hooks: DownloadHooks): Downloads {
  return new Queue(options, hooks);
}

class Cancelled extends Error {}
class Stopped extends Error {}

/** How long a close waits for transfers to let go; what has just arrived is reported meanwhile. */
const lettingGoMs = 1500;

class Queue implements Downloads {
  readonly tally = new Tally();
  #options: DownloadOptions;
  readonly #hooks: DownloadHooks;
  readonly #say: Announcer;
  readonly #log: DownloadLog;
  readonly #folders: TargetFolders;
  readonly #entries: Entry[] = [];
  readonly #byKey = new Map<string, Entry>();
  readonly #tries = new Set<Promise<void>>();
  readonly #politeness: Politeness<Entry>;
  readonly #blocks: HostBlocks;
  readonly #settling: Settling;
  /** Of earlier runs: where to go on, should the same be asked for again. */
  readonly #checkpoints = new Map<string, Checkpoint>();
  #fetchers: Fetchers | undefined;
  #paused = false;
  #closed = false;
  #halted: string | undefined;
  /** What --if-duplicate is about, until the queue is empty. */
  #twins: Twin[] = [];
  #waiters: ((summary: DownloadSummary) => void)[] = [];

  constructor(options: DownloadOptions, hooks: DownloadHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#say = new Announcer(hooks.onEvent);
    this.#log = hooks.log ?? noLog;
    this.#folders = new TargetFolders(options.dir);
    this.#politeness = new Politeness(options);
    this.#settling = new Settling(this.#log);
    this.#blocks = new HostBlocks((host, blocked) => {
      this.#politeness.block(host, blocked);
      this.#startMore();
    });
    for (const { request, checkpoint } of this.#log.unfinished()) {
      if (checkpoint !== undefined) this.#checkpoints.set(requestKey(request), checkpoint);
    }
  }

  get busy(): boolean {
    return this.tally.open > 0;
  }

  get engine(): EngineName {
    return this.#options.engine;
  }

  get workers(): readonly WorkerStatus[] {
    return this.#fetchers?.statuses ?? [];
  }

  add(requests: readonly DownloadRequest[]): void {
    if (requests.length > 0) this.#folders.lock();
    const fresh: Entry[] = [];
    for (const request of requests) {
      const entry = new Entry(this.#entries.length + 1, request, this.#folders.of(request.dir));
      if (this.#byKey.has(entry.key)) continue;
      const checkpoint = this.#checkpoints.get(entry.key);
      if (checkpoint !== undefined) entry.resumeFrom(checkpoint);
      this.#byKey.set(entry.key, entry);
      this.#entries.push(entry);
      fresh.push(entry);
    }
    this.tally.add(fresh.length);
    this.#log.queued(fresh.map((entry) => entry.request));
    for (const entry of fresh) {
      const path = this.#log.arrivedBefore(entry.request);
      if (path === undefined) this.#enqueue(entry, false);
      else this.#skipped(entry, 'arrived-before', path);
    }
    this.#startMore();
    this.#settleIfIdle();
  }

  restore(): number {
    const requests = this.#log.unfinished().map((left) => left.request);
    this.add(requests);
    return requests.length;
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused && this.#halted !== undefined) {
      this.#folders.lock();
      this.#halted = undefined;
      this.#folders.forget();
    }
    this.#fetchers?.pause(paused);
    for (const entry of this.tally.active) {
      if (paused) this.#say.paused(entry);
      else this.#say.started(entry, entry.received);
    }
    this.#startMore();
  }

  retry(id: DownloadId): void {
    const entry = this.#entries[id - 1];
    if (entry?.state !== 'failed' && entry?.state !== 'cancelled') return;
    this.#folders.lock();
    this.tally.reopen(entry.state);
    entry.attempts = 0;
    this.#log.queued([entry.request]);
    this.#enqueue(entry, false);
    this.#startMore();
  }

  retryFailed(): void {
    for (const entry of this.#entries) if (entry.state === 'failed') this.retry(entry.id);
  }

  cancel(id: DownloadId): void {
    const entry = this.#entries[id - 1];
    if (entry === undefined) return;
    if (entry.state === 'active') entry.cancel?.abort(new Cancelled());
    else if (entry.state === 'waiting' || this.#politeness.withdraw(entry)) {
      this.#cancelled(entry);
      this.#settleIfIdle();
    }
  }

  move(id: DownloadId, by: -1 | 1): void {
    const entry = this.#entries[id - 1];
    if (entry !== undefined) this.#politeness.move(entry, by);
  }

  async changeEngine(engine: EngineName): Promise<void> {
    if (this.tally.active.size > 0) throw new Failure('downloads are under way: wait for them, or cancel them first');
    const fetchers = this.#fetchers;
    this.#fetchers = undefined;
    this.#options = { ...this.#options, engine };
    await fetchers?.close();
  }

  finished(): Promise<DownloadSummary> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#settleIfIdle();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#blocks.clear();
    const begun = this.#entries.filter(({ state }) => state === 'active' || state === 'waiting');
    for (const entry of begun) {
      clearTimeout(entry.timer);
      entry.cancel?.abort(new Stopped());
    }
    await Promise.race([Promise.all(this.#tries), wait(lettingGoMs, undefined, { ref: false })]);
    await this.#fetchers?.close();
    // Nothing can go on with these at the next start: they would only lie about.
    for (const entry of begun) if (entry.checkpoint === undefined) removePart(entry.partPath);
    this.#settling.flush();
    this.#log.close();
    this.#folders.unlock();
    this.#settleIfIdle();
  }

  #enqueue(entry: Entry, first: boolean): void {
    entry.state = 'queued';
    this.#say.queued(entry);
    this.#politeness.add(entry, first);
  }

  #startMore(): void {
    if (this.#paused || this.#closed || this.#halted !== undefined) return;
    for (let entry = this.#politeness.next(); entry !== undefined; entry = this.#politeness.next()) {
      const fetching = this.#fetch(entry).finally(() => this.#tries.delete(fetching));
      this.#tries.add(fetching);
    }
  }

  async #fetch(entry: Entry): Promise<void> {
    entry.state = 'active';
    entry.attempts += 1;
    entry.beganAt ||= performance.now();
    entry.cancel = new AbortController();
    this.tally.begin(entry);
    try {
      const outcome = await this.#try(entry, entry.cancel.signal);
      this.#leave(entry);
      this.#ended(entry, outcome);
    } catch (error) {
      this.#leave(entry);
      if (error instanceof Cancelled) this.#cancelled(entry);
      else if (error instanceof PoolFailed) {
        this.#fetchers = undefined;
        this.#halt(entry, error.message);
      } else if (!(error instanceof PoolClosed || error instanceof Stopped))
        this.#failed(entry, reasonOf(error), undefined);
    }
    this.#startMore();
    this.#settleIfIdle();
  }

  async #try(entry: Entry, signal: AbortSignal): Promise<TransferOutcome> {
    this.#folders.ensure(entry.dir);
    const { url, out, checksum, headers } = entry.request;
    const { id, dir, part, checkpoint } = entry;
    const { expect } = this.#options;
    const condition = checkpoint === undefined ? this.#log.recall(entry.request)?.condition : undefined;
    const task: TransferTask = { id, url, dir, out, part, checksum, headers, checkpoint, condition, expect };
    const onBegin = ({ worker }: { worker: string }) => {
      entry.worker = worker;
      this.#say.started(entry, entry.received);
    };
    const onEvent = (event: TransferEvent) => this.#heard(entry, task, event);
    return this.#crew().submit(task, { signal, onBegin, onEvent });
  }

  #crew(): Fetchers {
    if (this.#fetchers === undefined) {
      this.#fetchers = new Fetchers(this.#options, this.#hooks, this.tally.active, this.#politeness);
      if (this.#paused) this.#fetchers.pause(true);
    }
    return this.#fetchers;
  }

  #leave(entry: Entry): void {
    this.tally.end(entry);
    this.#politeness.finish(entry);
    this.#fetchers?.activeChanged();
  }

  #heard(entry: Entry, task: TransferTask, event: TransferEvent): void {
    switch (event.kind) {
      case 'started':
        entry.total = event.total;
        entry.name = event.name;
        this.#say.started(entry, event.resumedFrom);
        break;
      case 'progress':
        entry.arrived(event.received, performance.now());
        // Should the child die, the one that takes over goes on from there.
        if (event.checkpoint !== undefined) task.checkpoint = this.#keep(entry, event.checkpoint);
        this.#say.progress(entry);
        break;
      default:
        unreachable(event);
    }
  }

  #keep(entry: Entry, checkpoint: Checkpoint): Checkpoint {
    entry.checkpoint = checkpoint;
    this.#settling.progress(entry, checkpoint);
    return checkpoint;
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
        if (outcome.checkpoint !== undefined) this.#keep(entry, outcome.checkpoint);
        this.#unlucky(entry, outcome);
        break;
      default:
        unreachable(outcome);
    }
  }

  #arrived(entry: Entry, arrival: Arrival): void {
    entry.state = 'done';
    entry.endedAt = performance.now();
    const twin = this.#settling.arrived(entry, arrival, (duplicateOf) => this.#say.done(entry, arrival, duplicateOf));
    this.tally.done(arrival.bytes, twin !== undefined);
    if (twin !== undefined && this.#options.ifDuplicate !== 'keep') {
      this.#twins.push({ entry, arrival, survivor: twin });
    }
  }

  #unlucky(entry: Entry, failed: Failed): void {
    const plan = planRetry(failed, entry.attempts, this.#options.retries, Math.random());
    switch (plan.kind) {
      case 'stop':
        this.#halt(entry, failed.reason);
        break;
      case 'give-up':
        this.#failed(entry, plan.reason, failed.status);
        break;
      case 'wait':
        this.#waitFor(
          entry,
          plan.wholeHost ? this.#blocks.wait(entry.host, plan.ms) : Date.now() + plan.ms,
          failed.reason,
        );
        break;
      default:
        unreachable(plan);
    }
  }

  /** @param at milliseconds since the epoch */
  #waitFor(entry: Entry, at: number, reason: string): void {
    entry.state = 'waiting';
    this.#say.waiting(entry, at, reason);
    const again = () => {
      this.#enqueue(entry, true);
      this.#startMore();
    };
    entry.timer = setTimeout(again, Math.max(0, at - Date.now()));
  }

  #failed(entry: Entry, reason: string, status: number | undefined): void {
    entry.state = 'failed';
    if (entry.checkpoint === undefined) this.#settling.dropped(entry);
    this.tally.failed();
    this.#say.failed(entry, reason, status);
  }

  #skipped(entry: Entry, reason: string, path: string | undefined): void {
    entry.state = 'skipped';
    this.#settling.dropped(entry);
    this.tally.skipped();
    this.#say.skipped(entry, reason, path);
  }

  #cancelled(entry: Entry): void {
    clearTimeout(entry.timer);
    entry.state = 'cancelled';
    entry.checkpoint = undefined;
    removePart(entry.partPath);
    this.#settling.dropped(entry);
    this.tally.cancelled();
    this.#say.cancelled(entry);
  }

  /** Every other transfer would meet the same: stop, say so, and keep all for when it is mended. */
  #halt(entry: Entry, reason: string): void {
    entry.attempts -= 1;
    this.#enqueue(entry, true);
    if (this.#halted !== undefined) return;
    this.#halted = reason;
    this.#say.halted(reason);
  }

  async #settleTwins(): Promise<void> {
    const { ifDuplicate, engine } = this.#options;
    const twins = this.#twins;
    this.#twins = [];
    if (ifDuplicate === 'keep') return;
    const { settleTwins } = await import('./twins.ts');
    for (const { entry, arrival, survivor, refusal } of await settleTwins(twins, ifDuplicate, engine)) {
      if (refusal !== undefined) this.#hooks.onNotice?.(`kept as it is: ${makeVisible(arrival.path)}: ${refusal}`);
      else if (ifDuplicate === 'skip') {
        entry.state = 'skipped';
        this.tally.takenBack();
        this.#say.skipped(entry, 'duplicate', survivor);
      }
    }
    this.#settleIfIdle();
  }

  #settleIfIdle(): void {
    const cannotGoOn = this.#halted !== undefined || this.#closed;
    if (this.tally.open > 0 && !(cannotGoOn && this.tally.active.size === 0)) return;
    if (!this.#closed) {
      this.#settling.flush();
      if (this.#twins.length > 0) {
        void this.#settleTwins();
        return;
      }
      this.#folders.unlock();
    }
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve(this.tally.summary(this.#halted));
  }
}
