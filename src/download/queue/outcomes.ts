import { resolve } from 'node:path';
import { type Failure, unreachable } from '../../base/errors.ts';
import type { EngineName } from '../../orchestrator/types.ts';
import type { Arrival, DownloadLog } from '../log.ts';
import type { Checkpoint } from '../protocol.ts';
import type { Tally } from '../tally.ts';
import type { DownloadOptions } from '../types.ts';
import type { Announcer } from './announcer.ts';
import type { TryOutcome } from './dispatch-listener.ts';
import type { Entry } from './entry.ts';
import type { HostBlocks } from './host-blocks.ts';
import type { Leftovers } from './leftovers.ts';
import { type Failed, planRetry } from './retry-plan.ts';
import { Settling } from './settling.ts';
import { takesFiles } from './target-health.ts';
import type { Twin } from './twins.ts';

export interface OutcomeHooks {
  /** Its time to wait is over. */
  again(entry: Entry): void;
  /** Every other transfer would meet the same. */
  halt(entry: Entry, reason: string): void;
  /** What is in its folder may be removed: no other forkful is at work there. */
  isOurs(entry: Entry): boolean;
  /** Whether all that was asked for is known to the log. */
  mayRecord(): boolean;
}

interface Ending {
  readonly tally: Tally;
  readonly say: Announcer;
  readonly log: DownloadLog;
  readonly blocks: HostBlocks;
  readonly leftovers: Leftovers;
  readonly onTrouble: (text: string) => void;
}

/** What becomes of a request: the state it gets, what is counted, put on record and announced. */
export class Outcomes {
  readonly #options: DownloadOptions;
  readonly #root: string;
  readonly #tally: Tally;
  readonly #say: Announcer;
  readonly #log: DownloadLog;
  readonly #blocks: HostBlocks;
  readonly #leftovers: Leftovers;
  readonly #hooks: OutcomeHooks;
  readonly #settling: Settling;
  /** What --if-duplicate is about, until the queue is empty. */
  #twins: Twin[] = [];

  constructor(
    options: DownloadOptions,
    hooks: OutcomeHooks,
    { tally, say, log, blocks, leftovers, onTrouble }: Ending,
  ) {
    this.#options = options;
    this.#root = resolve(options.dir);
    this.#hooks = hooks;
    this.#tally = tally;
    this.#say = say;
    this.#log = log;
    this.#blocks = blocks;
    this.#leftovers = leftovers;
    this.#settling = new Settling(log, leftovers, onTrouble, () => hooks.mayRecord());
  }

  ended(entry: Entry, outcome: TryOutcome): void {
    switch (outcome.kind) {
      case 'done':
        this.#arrived(entry, outcome);
        break;
      case 'unchanged':
        if (outcome.held !== undefined) this.skipped(entry, 'same-checksum', outcome.held);
        else this.skipped(entry, 'not-modified', this.#log.recall(entry.request)?.path);
        break;
      case 'failed':
        entry.checkpoint = outcome.checkpoint;
        if (outcome.checkpoint !== undefined) this.keep(entry, outcome.checkpoint);
        this.#unlucky(entry, outcome);
        break;
      default:
        unreachable(outcome);
    }
  }

  keep(entry: Entry, checkpoint: Checkpoint): void {
    entry.checkpoint = checkpoint;
    this.#settling.progress(entry, checkpoint);
  }

  failed(entry: Entry, reason: string, status?: number): void {
    entry.state = 'failed';
    if (entry.checkpoint === undefined) this.#forget(entry);
    else this.#settling.gaveUp(entry);
    this.#tally.failed(entry);
    this.#say.failed(entry, reason, status);
  }

  skipped(entry: Entry, reason: string, path: string | undefined): void {
    this.#settling.dropped(entry);
    this.#skipped(entry, reason, path);
  }

  #skipped(entry: Entry, reason: string, path: string | undefined): void {
    entry.state = 'skipped';
    this.#tally.skipped(entry, reason === 'arrived-before');
    this.#say.skipped(entry, reason, path);
  }

  /** An interrupted run had it already; what --if-duplicate says of it, that run has not come to. */
  arrivedBefore(entry: Entry, path: string): void {
    const twins = this.#options.ifDuplicate === 'keep' ? undefined : this.#log.twinsOf(entry.request);
    if (twins === undefined) this.skipped(entry, 'arrived-before', path);
    else {
      this.#twins.push({ entry, ...twins });
      this.#skipped(entry, 'arrived-before', path);
    }
  }

  cancelled(entry: Entry): void {
    clearTimeout(entry.timer);
    entry.unwanted = false;
    entry.state = 'cancelled';
    entry.checkpoint = undefined;
    this.#forget(entry);
    this.#tally.cancelled(entry);
    this.#say.cancelled(entry);
  }

  /** Everything that arrived is announced, and on record where it can be. */
  flush(): void {
    this.#settling.flush();
  }

  /** Closes the log as well. @returns why something could not be put on record */
  close(): Failure | undefined {
    return this.#settling.close();
  }

  get hasTwins(): boolean {
    return this.#twins.length > 0;
  }

  /**
   * Deals with the files whose content was here already, as --if-duplicate says.
   * @param stop ends it: what it has not come to stays queued, for the next start
   * @returns how many those are
   */
  async settleTwins(
    engine: EngineName,
    onRefusal: (path: string, why: string) => void,
    stop: AbortSignal,
  ): Promise<number> {
    const { ifDuplicate } = this.#options;
    const twins = this.#twins;
    this.#twins = [];
    if (ifDuplicate === 'keep') return 0;
    let left = 0;
    const { settleTwins } = await import('./twins.ts');
    for (const { entry, path, survivor, reached, refusal } of await settleTwins(twins, ifDuplicate, engine, stop)) {
      if (!reached) {
        left += 1;
        continue;
      }
      this.#settling.dropped(entry);
      if (refusal !== undefined) {
        onRefusal(path, refusal);
        continue;
      }
      // Else the next run would find nothing of it, and fetch it once more.
      this.#log.moved(entry.request, ifDuplicate === 'skip' ? survivor : path);
      if (ifDuplicate === 'skip') {
        if (entry.state === 'done') this.#tally.takenBack();
        entry.state = 'skipped';
        this.#say.skipped(entry, 'duplicate', survivor);
      }
    }
    return left;
  }

  /** Nothing can go on with what is here of it. */
  #forget(entry: Entry): void {
    // One that has not begun may be in the hands of another run, under the same name.
    if (this.#hooks.isOurs(entry)) this.#leftovers.remove(entry.partPath);
    this.#settling.dropped(entry);
  }

  #arrived(entry: Entry, arrival: Arrival): void {
    entry.state = 'done';
    entry.unwanted = false;
    entry.endedAt = performance.now();
    const twin = this.#settling.arrived(entry, arrival, (duplicateOf) => this.#say.done(entry, arrival, duplicateOf));
    this.#tally.done(entry, arrival.bytes, twin !== undefined);
    if (twin !== undefined && this.#options.ifDuplicate !== 'keep') {
      this.#twins.push({ entry, path: arrival.path, hash: arrival.hash, survivor: twin });
      this.#log.owed(entry.request);
    }
  }

  #unlucky(entry: Entry, failed: Failed): void {
    // A folder that one entry names for itself is in nobody else's way, unless the target folder has the same fault.
    const alone = failed.retry === 'folder' && entry.dir !== this.#root && takesFiles(this.#root);
    const plan = planRetry(
      alone ? { ...failed, retry: 'never' } : failed,
      entry.attempts,
      this.#options.retries,
      Math.random(),
    );
    const { host = entry.host } = failed;
    switch (plan.kind) {
      case 'stop':
        entry.attempts -= 1;
        this.#hooks.halt(entry, failed.reason);
        break;
      case 'give-up':
        if (plan.hostMs !== undefined) this.#blocks.wait(host, plan.hostMs, entry.host);
        this.failed(entry, plan.reason, failed.status);
        break;
      case 'wait': {
        const mayAsk = plan.hostMs === undefined ? 0 : this.#blocks.wait(host, plan.hostMs, entry.host);
        const at = Math.max(mayAsk, Date.now() + plan.ms);
        entry.state = 'waiting';
        this.#say.waiting(entry, at, failed.reason);
        entry.timer = setTimeout(() => this.#hooks.again(entry), Math.max(0, at - Date.now()));
        break;
      }
      default:
        unreachable(plan);
    }
  }
}
