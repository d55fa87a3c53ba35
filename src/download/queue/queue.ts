/**
 * The queue: what is to be fetched, and what a person may do about it. Who may start is decided in dispatch.ts, what
 * becomes of a try in outcomes.ts; the transfers themselves run in fetch children (fetch-job.ts).
 */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { Failure, reasonOf } from '../../base/errors.ts';
import { plural } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import type { EngineName, WorkerStatus } from '../../orchestrator/types.ts';
import type { DownloadHooks, Downloads } from '../downloads.ts';
import { type DownloadLog, noLog } from '../log.ts';
import type { Checkpoint, TransferTask } from '../protocol.ts';
import { longestWaitMs } from '../retry-after.ts';
import { Tally } from '../tally.ts';
import type { DownloadId, DownloadOptions, DownloadRequest, DownloadSummary } from '../types.ts';
import { Acquaintance } from './acquaintance.ts';
import { Announcer } from './announcer.ts';
import { Completion } from './completion.ts';
import { Dispatch } from './dispatch.ts';
import type { TryOutcome } from './dispatch-listener.ts';
import type { Entry } from './entry.ts';
import { HostBlocks } from './host-blocks.ts';
import { Intake } from './intake.ts';
import { Leftovers } from './leftovers.ts';
import { Outcomes } from './outcomes.ts';
import { Roster } from './roster.ts';
import { TargetFolders } from './target-folders.ts';
import { Wishes } from './wishes.ts';

export function createDownloads(options: DownloadOptions, hooks: DownloadHooks): Downloads {
  return new Queue(options, hooks);
}

/** How long a close waits for transfers to let go; what has just arrived is reported meanwhile. */
const lettingGoMs = 1500;

class Queue implements Downloads {
  readonly tally = new Tally();
  readonly #options: DownloadOptions;
  readonly #say: Announcer;
  readonly #log: DownloadLog;
  readonly #folders: TargetFolders;
  readonly #blocks: HostBlocks;
  readonly #leftovers: Leftovers;
  readonly #outcomes: Outcomes;
  readonly #acquaintance: Acquaintance;
  readonly #dispatch: Dispatch;
  readonly #intake: Intake;
  readonly #roster: Roster;
  readonly #completion: Completion;
  readonly #wishes: Wishes;
  readonly #onTrouble: (text: string) => void;
  #paused = false;
  #closed = false;
  #halted: string | undefined;
  #unrecorded: Failure | undefined;

  constructor(options: DownloadOptions, hooks: DownloadHooks) {
    this.#options = options;
    this.#say = new Announcer(hooks.onEvent);
    this.#folders = new TargetFolders(options.dir);
    this.#blocks = new HostBlocks((host, until) => {
      this.#dispatch.block(host, until !== undefined);
      this.#say.held(host, until);
      this.#startMore();
    });
    const { tally } = this;
    const listener = {
      taskOf: (entry: Entry) => this.#taskOf(entry),
      ended: (entry: Entry, outcome: TryOutcome) => this.#ended(entry, outcome),
      failed: (entry: Entry, reason: string) => this.#outcomes.failed(entry, reason),
      cancelled: (entry: Entry) => this.#outcomes.cancelled(entry),
      checkpoint: (entry: Entry, checkpoint: Checkpoint) => this.#outcomes.keep(entry, checkpoint),
      heldOff: (entry: Entry, host: string, ms: number) => {
        if (ms <= longestWaitMs) this.#blocks.wait(host, ms, entry.host);
      },
      halted: (reason: string) => this.#halt(reason),
      free: () => {
        this.#startMore();
        this.#completion.check();
      },
    };
    this.#dispatch = new Dispatch(options, hooks, { listener, tally, say: this.#say });
    if (hooks.expected) this.#dispatch.prepare(hooks.expected);
    this.#log = typeof hooks.log === 'function' ? hooks.log() : (hooks.log ?? noLog);
    const onTrouble = (text: string) => hooks.onNotice?.(text);
    this.#onTrouble = onTrouble;
    this.#leftovers = new Leftovers(onTrouble);
    const ending = {
      tally,
      say: this.#say,
      log: this.#log,
      blocks: this.#blocks,
      leftovers: this.#leftovers,
      onTrouble,
    };
    this.#outcomes = new Outcomes(
      options,
      {
        isOurs: ({ dir }) => this.#folders.isOurs(dir),
        mayRecord: () => !this.#intake.busy,
        again: (entry) => {
          this.#dispatch.add(entry, true);
          this.#startMore();
        },
        halt: (entry, reason) => {
          this.#dispatch.add(entry, true);
          this.#halt(reason);
        },
      },
      ending,
    );
    this.#acquaintance = new Acquaintance(this.#log, () => this.engine, hooks);
    this.#intake = new Intake(options, {
      take: (requests, since) => this.#take(requests, since),
      complete: () => {
        this.#outcomes.flush();
        this.#completion.check();
      },
    });
    this.#completion = new Completion(
      { tally, outcomes: this.#outcomes, folders: this.#folders, intake: this.#intake, dispatch: this.#dispatch },
      {
        closed: () => this.#closed,
        halted: () => this.#halted,
        engine: () => this.engine,
        onRefusal: (path, why) => onTrouble(`kept as it is: ${makeVisible(path)}: ${why}`),
        onLeft: (count) =>
          onTrouble(`stopped before ${plural(count, 'duplicate')}: the next run into this folder deals with the rest`),
      },
    );
    this.#roster = new Roster(this.#log.unfinished(), (dir) => this.#folders.of(dir));
    this.#wishes = new Wishes({
      roster: this.#roster,
      folders: this.#folders,
      log: this.#log,
      tally,
      dispatch: this.#dispatch,
      outcomes: this.#outcomes,
      say: this.#say,
    });
  }

  get busy(): boolean {
    return this.tally.open > 0;
  }

  get unrecorded(): Failure | undefined {
    return this.#unrecorded;
  }

  get engine(): EngineName {
    return this.#dispatch.engine;
  }

  get workers(): readonly WorkerStatus[] {
    return this.#dispatch.workers;
  }

  add(requests: readonly DownloadRequest[]): void {
    this.#attempt(() => {
      if (requests.length > 0) {
        this.#folders.lock();
        this.#dispatch.prepare(requests.length);
      }
      // Which runs are taken up shows in all of the requests together.
      this.#intake.add(requests, this.#roster.isContinued);
    });
  }

  #take(requests: readonly DownloadRequest[], since: number | undefined): void {
    const fresh = this.#roster.prepare(requests);
    const taken = fresh.map((entry) => entry.request);
    // First of all, since it may fail: what is not on record is not in the queue, and can be added once more.
    if (since === undefined) this.#log.queued(taken);
    else this.#log.queuedInPart(taken, since);
    this.#roster.enter(fresh);
    this.tally.add(fresh.length);
    for (const entry of fresh) if (!this.#arrivedBefore(entry)) this.#dispatch.add(entry, false);
    this.#startMore();
  }

  /** Where that cannot be found out, it is asked for: at worst it comes once more. */
  #arrivedBefore(entry: Entry): boolean {
    try {
      const path = this.#log.arrivedBefore(entry.request);
      if (path !== undefined) this.#outcomes.arrivedBefore(entry, path);
      return path !== undefined;
    } catch (error) {
      this.#onTrouble(`${makeVisible(entry.request.url)}: ${reasonOf(error)} (it is fetched)`);
      return false;
    }
  }

  restore(): number {
    const requests = this.#log.unfinished().map((left) => left.request);
    this.add(requests);
    return requests.length;
  }

  pause(paused: boolean): void {
    this.#attempt(() => {
      if (!paused && this.#halted !== undefined) {
        this.#folders.forget();
        this.#folders.lock();
        this.#halted = undefined;
      }
      this.#paused = paused;
      this.#dispatch.pause(paused);
      for (const entry of this.tally.active) {
        if (paused) this.#say.paused(entry);
        else this.#say.started(entry, entry.received);
      }
      this.#startMore();
    });
  }

  retry(id: DownloadId): void {
    this.#attempt(() => {
      this.#wishes.retry(id);
      this.#startMore();
    });
  }

  retryFailed(): void {
    this.#attempt(() => {
      this.#wishes.retryFailed();
      this.#startMore();
    });
  }

  cancel(id: DownloadId): void {
    this.#attempt(() => this.#wishes.cancel(id));
  }

  move(id: DownloadId, by: -1 | 1): void {
    this.#wishes.move(id, by);
  }

  async changeEngine(engine: EngineName): Promise<void> {
    if (this.tally.active.size > 0) throw new Failure('downloads are under way: wait for them, or cancel them first');
    await this.#dispatch.changeEngine(engine);
  }

  finished(): Promise<DownloadSummary> {
    return this.#completion.reached();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#intake.finish();
    this.#blocks.clear();
    const begun = this.#roster.where(({ state, batch }) => state === 'waiting' || batch !== undefined);
    for (const { timer } of begun) clearTimeout(timer);
    const settled = this.#completion.stop();
    await Promise.race([this.#dispatch.stop(), wait(lettingGoMs, undefined, { ref: false })]);
    const gone = Promise.all([this.#dispatch.close(), this.#acquaintance.close()]);
    // With nothing in their hands the children have nothing to say: they leave while the records are closed.
    if (begun.length > 0) await gone;
    else await nextTurn();
    await settled;
    // Nothing can go on with these at the next start: they would only lie about.
    for (const entry of begun) if (entry.checkpoint === undefined) this.#leftovers.remove(entry.partPath);
    this.#unrecorded = this.#outcomes.close();
    this.#folders.unlock();
    this.#completion.check();
    await gone;
  }

  /** What a person asks for may come to nothing: who waits for the end is told of it all the same. */
  #attempt(work: () => void): void {
    try {
      work();
    } finally {
      this.#completion.check();
    }
  }

  #taskOf(entry: Entry): TransferTask {
    this.#folders.ensure(entry.dir);
    const { url, out, checksum, headers } = entry.request;
    const { id, dir, part, checkpoint } = entry;
    const { expect } = this.#options;
    const condition = checkpoint === undefined ? this.#log.recall(entry.request)?.condition : undefined;
    const held = checksum === undefined ? undefined : this.#log.held(entry.request);
    return { id, url, dir, out, part, checksum, headers, checkpoint, condition, held, expect };
  }

  #ended(entry: Entry, outcome: TryOutcome): void {
    if (outcome.kind !== 'done') this.#outcomes.ended(entry, outcome);
    else {
      this.#acquaintance.make(outcome, () => {
        this.#outcomes.ended(entry, outcome);
        this.#completion.check();
      });
    }
  }

  #startMore(): void {
    if (!this.#paused && !this.#closed && this.#halted === undefined) this.#dispatch.start();
  }

  /** Every other transfer would meet the same: stop, say so, and keep all for when it is mended. */
  #halt(reason: string): void {
    if (this.#halted !== undefined) return;
    this.#halted = reason;
    this.#say.halted(reason);
  }
}
