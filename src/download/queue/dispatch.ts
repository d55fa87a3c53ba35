import { reasonOf } from '../../base/errors.ts';
import { PoolClosed, PoolFailed } from '../../orchestrator/errors.ts';
import type { EngineName, WorkerStatus } from '../../orchestrator/types.ts';
import type { DownloadHooks } from '../downloads.ts';
import type { BatchEvent, Ended } from '../protocol.ts';
import type { Tally } from '../tally.ts';
import type { DownloadOptions } from '../types.ts';
import type { Announcer } from './announcer.ts';
import { HeldBatch } from './batch.ts';
import type { DispatchListener } from './dispatch-listener.ts';
import type { Entry } from './entry.ts';
import { Fetchers } from './fetchers.ts';
import { Pace } from './pace.ts';
import { Politeness } from './politeness.ts';
import { type HearTransfer, hearTransfers } from './transfer-news.ts';

class Withdrawn extends Error {}
class Stopped extends Error {}

/** Hands requests out to the fetch children as politeness allows, and hears what becomes of them. */
export class Dispatch {
  #options: DownloadOptions;
  readonly #hooks: DownloadHooks;
  readonly #listener: DispatchListener;
  readonly #tally: Tally;
  readonly #say: Announcer;
  readonly #hear: HearTransfer;
  readonly #politeness: Politeness<Entry>;
  readonly #pace: Pace;
  readonly #held = new Map<HeldBatch, Promise<void>>();
  #fetchers: Fetchers | undefined;
  #paused = false;

  constructor(
    options: DownloadOptions,
    hooks: DownloadHooks,
    { listener, tally, say }: { listener: DispatchListener; tally: Tally; say: Announcer },
  ) {
    this.#options = options;
    this.#hooks = hooks;
    this.#listener = listener;
    this.#tally = tally;
    this.#say = say;
    this.#hear = hearTransfers(listener, say);
    this.#politeness = new Politeness(options);
    this.#pace = new Pace(options);
  }

  get workers(): readonly WorkerStatus[] {
    return this.#fetchers?.statuses ?? [];
  }

  /** Something is in the hands of a child: of a batch, also between two of its files. */
  get underWay(): boolean {
    return this.#held.size > 0;
  }

  /** @param first ahead of the others of its host: what was begun once is ended first */
  add(entry: Entry, first: boolean): void {
    entry.state = 'queued';
    this.#say.queued(entry);
    this.#politeness.add(entry, first);
  }

  /** Starts the children ahead of time: they become ready while the list is being read. @param more requests to come */
  prepare(more: number): void {
    this.#crew(more);
  }

  /** As many as may start now. */
  start(): void {
    for (;;) {
      const turn = this.#politeness.next((host, waiting) => this.#pace.batchSize(host, waiting));
      if (turn === undefined) break;
      const batch = this.#batchOf(turn.host, turn.items);
      if (batch.tasks.length === 0) this.#politeness.finish(batch.host);
      else this.#held.set(batch, this.#work(batch));
    }
    this.#spread();
  }

  /** What waits in a batch while another connection has nothing to do comes back, to go there. */
  #spread(): void {
    for (const batch of this.#held.keys()) {
      if (batch.recalled || batch.tasks.length < 2 || this.#politeness.spare(batch.host) === 0) continue;
      for (const other of this.#held.keys()) if (other.host === batch.host) other.recalled = true;
      this.#fetchers?.recall(batch.host, false);
    }
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#fetchers?.pause(paused);
  }

  /** Asks for it back, wherever it is. @returns false where it is in nobody's hands; else `cancelled` follows */
  withdraw(entry: Entry): boolean {
    if (this.#politeness.withdraw(entry)) this.#listener.cancelled(entry);
    else if (entry.batch === undefined) return false;
    else {
      entry.unwanted = true;
      if (entry.batch.worker === undefined) entry.batch.controller.abort(new Withdrawn());
      else this.#fetchers?.withdraw([entry.id]);
    }
    return true;
  }

  /** Within the line of its host. @returns with whom it has changed places */
  move(entry: Entry, by: -1 | 1): Entry | undefined {
    return this.#politeness.move(entry, by);
  }

  /** While a host is blocked nothing of it begins, neither here nor in a child. */
  block(host: string, blocked: boolean): void {
    this.#politeness.block(host, blocked);
    if (blocked) this.#fetchers?.recall(host, true);
  }

  get engine(): EngineName {
    return this.#options.engine;
  }

  /** Who transfers from now on; ends those who did. Nothing may be under way. */
  async changeEngine(engine: EngineName): Promise<void> {
    this.#options = { ...this.#options, engine };
    await this.close();
  }

  async close(): Promise<void> {
    const fetchers = this.#fetchers;
    this.#fetchers = undefined;
    await fetchers?.close();
  }

  /** Tells every child to let go of what it has. Resolves when they have. */
  async stop(): Promise<void> {
    for (const { controller } of this.#held.keys()) controller.abort(new Stopped());
    await Promise.all(this.#held.values());
  }

  #batchOf(host: string, entries: readonly Entry[]): HeldBatch {
    const batch = new HeldBatch(host);
    for (const entry of entries) {
      try {
        batch.add(entry, this.#listener.taskOf(entry));
        entry.batch = batch;
      } catch (error) {
        this.#listener.failed(entry, reasonOf(error));
      }
    }
    return batch;
  }

  async #work(batch: HeldBatch): Promise<void> {
    this.#advance(batch);
    try {
      const ended = await this.#crew().submit(batch, {
        signal: batch.controller.signal,
        onBegin: ({ worker }) => this.#begun(batch, worker),
        onEvent: (event) => this.#heard(batch, event),
      });
      this.#ended(batch, ended);
    } catch (error) {
      this.#lost(batch, error);
    }
    this.#held.delete(batch);
    this.#politeness.finish(batch.host);
    this.#fetchers?.activeChanged();
    this.#listener.free();
  }

  #crew(more = 0): Fetchers {
    const transfers = this.#politeness.active + this.#politeness.waiting + more;
    if (this.#fetchers === undefined) {
      this.#fetchers = new Fetchers(this.#options, transfers, this.#hooks, this.#tally.active, this.#politeness);
      if (this.#paused) this.#fetchers.pause(true);
    } else this.#fetchers.grow(transfers);
    return this.#fetchers;
  }

  #begun(batch: HeldBatch, worker: string): void {
    batch.worker = worker;
    this.#fetchers?.activeChanged();
    const { current } = batch;
    if (current !== undefined) this.#started(current, worker);
    const unwanted = batch.entries.filter((entry) => entry.unwanted);
    if (unwanted.length > 0) this.#fetchers?.withdraw(unwanted.map(({ id }) => id));
  }

  #heard(batch: HeldBatch, event: BatchEvent): void {
    if (event.kind === 'ended') {
      this.#ended(batch, event.ended);
      this.#advance(batch);
      // What was given back need not wait for the one that it stood behind: by then nothing else may be under way.
      this.#listener.free();
      return;
    }
    const entry = batch.entry(event.id);
    if (entry !== undefined) this.#hear(event, entry, batch);
  }

  /** What comes next in the batch is active from now on. */
  #advance(batch: HeldBatch): void {
    const { current } = batch;
    if (current === undefined || current.state === 'active') return;
    current.state = 'active';
    current.beganAt ||= performance.now();
    this.#tally.begin(current);
    if (batch.worker !== undefined) this.#started(current, batch.worker);
  }

  #started(entry: Entry, worker: string): void {
    entry.worker = worker;
    this.#say.started(entry, entry.received);
  }

  #ended(batch: HeldBatch, all: readonly Ended[]): void {
    const tries = all.filter(({ outcome }) => outcome.kind === 'done' || outcome.kind === 'unchanged');
    if (tries.length > 0) this.#pace.took(batch.host, tries.reduce((sum, { ms }) => sum + ms, 0) / tries.length);
    const back: Entry[] = [];
    for (const { id, ms, outcome } of all) {
      const entry = this.#takeFrom(batch, id);
      if (entry === undefined) continue;
      if (outcome.kind === 'given-back') back.push(entry);
      else if (entry.unwanted && outcome.kind === 'failed') this.#listener.cancelled(entry);
      else {
        entry.attempts += 1;
        entry.beganAt ||= performance.now() - ms;
        this.#listener.ended(entry, outcome);
      }
    }
    this.#takeBack(back);
  }

  #takeFrom(batch: HeldBatch, id: number): Entry | undefined {
    const entry = batch.end(id);
    if (entry === undefined) return undefined;
    entry.batch = undefined;
    this.#tally.end(entry);
    return entry;
  }

  /** To the front of the line, in the old order. */
  #takeBack(entries: readonly Entry[]): void {
    for (const entry of entries.toReversed()) {
      if (entry.unwanted) this.#listener.cancelled(entry);
      else if (entry.state === 'active') this.add(entry, true);
      else this.#politeness.add(entry, true);
    }
  }

  #lost(batch: HeldBatch, error: unknown): void {
    // What leaves with the program stays as it is: the next start goes on with it.
    const stays = error instanceof PoolClosed || error instanceof Stopped;
    const entries = batch.entries;
    for (const { id } of entries) this.#takeFrom(batch, id);
    if (stays) return;
    if (error instanceof Withdrawn || error instanceof PoolFailed) this.#takeBack(entries);
    else {
      const [culprit, ...rest] = entries;
      if (culprit !== undefined) {
        culprit.attempts += 1;
        if (culprit.unwanted) this.#listener.cancelled(culprit);
        else this.#listener.failed(culprit, reasonOf(error));
      }
      this.#takeBack(rest);
    }
    if (error instanceof PoolFailed) {
      void this.close();
      this.#listener.halted(error.message);
    }
  }
}
