import { reasonOf } from '../../base/errors.ts';
import type { TaskContext } from '../../orchestrator/types.ts';
import type { Batch, BatchEvent, Ended, TransferEvent, TransferOutcome, TransferTask } from '../protocol.ts';
import type { DownloadId } from '../types.ts';
import { hasChecksum } from './held-file.ts';
import type { Transfer } from './transfer.ts';

/** Who takes longer than this holds up those behind it. */
const longMs = 100;

/** Of a transfer, what a round needs. */
export type RunningTransfer = Pick<Transfer, 'run' | 'tick' | 'pause' | 'allow' | 'abort'>;

export type StartTransfer = (task: TransferTask, emit: (event: TransferEvent) => void) => RunningTransfer;

/** One of the batch, from its request to its end. */
interface Current {
  readonly task: TransferTask;
  readonly transfer: RunningTransfer;
  readonly beganAt: number;
  /** Ends the look at a file that is here already; the transfer is told by itself. */
  readonly look: AbortController;
}

class LetGo extends Error {}

/**
 * A batch being worked off, one transfer after another: the next one is asked for as soon as the connection is free, while
 * the file before it is put in place. Whatever makes the rest wait (a long transfer, a pause, a host that wants to be left
 * alone) sends it back to the queue, where somebody else may take it.
 */
export class Round {
  readonly host: string;
  readonly #context: TaskContext<BatchEvent>;
  readonly #start: StartTransfer;
  /** Last one first. */
  readonly #waiting: TransferTask[];
  #ended: Ended[] = [];
  #current: Current | undefined;
  /** The one before, where it is whole and not in place yet: one at a time. */
  #placing: { readonly current: Current; readonly ended: Promise<void> } | undefined;
  /** When the last one came to its end; milliseconds, monotonic. */
  #endedAt = 0;

  constructor({ host, tasks }: Batch, context: TaskContext<BatchEvent>, start: StartTransfer) {
    this.host = host;
    this.#context = context;
    this.#start = start;
    this.#waiting = tasks.toReversed();
  }

  /** @returns what has not been told by events */
  async run(): Promise<readonly Ended[]> {
    for (let task = this.#waiting.pop(); task !== undefined; task = this.#waiting.pop()) {
      await this.#fetch(task);
      if (this.#context.signal.aborted) this.recall();
    }
    await this.#placing?.ended;
    return this.#ended;
  }

  /** About every 100 ms. */
  tick(now: number): void {
    if (this.#context.signal.aborted) this.#letGo();
    const underWay = this.#underWay;
    if (underWay.some(({ beganAt }) => now - beganAt >= longMs)) this.recall();
    if (this.#ended.length > 0) {
      this.#context.emit({ kind: 'ended', ended: this.#ended });
      this.#ended = [];
    }
    for (const { transfer } of underWay) transfer.tick(now);
  }

  /** What has not begun is given back. */
  recall(): void {
    for (const { id } of this.#waiting.splice(0).reverse()) this.#end(id, 0, { kind: 'given-back' });
  }

  withdraw(ids: readonly DownloadId[]): void {
    for (const id of ids) {
      for (const current of this.#underWay) if (current.task.id === id) this.#abort(current);
      const index = this.#waiting.findIndex((task) => task.id === id);
      if (index === -1) continue;
      this.#waiting.splice(index, 1);
      this.#end(id, 0, { kind: 'given-back' });
    }
  }

  pause(paused: boolean): void {
    if (paused) this.recall();
    this.#current?.transfer.pause(paused);
  }

  /** @param connections for each transfer, by id; one for those that are not in there */
  allow(connections: ReadonlyMap<DownloadId, number>): void {
    if (this.#current !== undefined) this.#current.transfer.allow(connections.get(this.#current.task.id) ?? 1);
  }

  async #fetch(task: TransferTask): Promise<void> {
    const transfer = this.#start(task, (event) => this.#context.emit(event));
    const beganAt = performance.now();
    const look = new AbortController();
    const current = { task, transfer, beganAt, look };
    this.#current = current;
    const free = Promise.withResolvers<void>();
    const before = this.#placing?.ended ?? Promise.resolve();
    const received = () => {
      free.resolve();
      return before;
    };
    const ended = this.#carryOut(current, received).finally(free.resolve);
    await free.promise;
    await this.#placing?.ended;
    this.#current = undefined;
    this.#placing = { current, ended };
  }

  /**
   * @param received is called when the connection is free, if that is before the end; resolves when the one before is in
   * place: of two files with the same content the one that was asked for first is the first
   */
  async #carryOut({ task, transfer, beganAt, look }: Current, received: () => Promise<void>): Promise<void> {
    let outcome: TransferOutcome;
    try {
      const { held, checksum } = task;
      const there = held !== undefined && checksum !== undefined && (await hasChecksum(held, checksum, look.signal));
      outcome = there ? { kind: 'unchanged', held } : await transfer.run(received);
    } catch (error) {
      if (error instanceof LetGo) outcome = { kind: 'given-back' };
      else outcome = faultOf(error);
    }
    const now = performance.now();
    this.#end(task.id, now - Math.max(beganAt, this.#endedAt), outcome);
    this.#endedAt = now;
    // The host may want to be left alone, or the disk be full: the queue decides who tries next, and when.
    if (outcome.kind === 'failed' && outcome.retry !== 'never') this.recall();
  }

  #letGo(): void {
    this.recall();
    for (const current of this.#underWay) this.#abort(current);
  }

  get #underWay(): readonly Current[] {
    return [this.#current, this.#placing?.current].filter((current) => current !== undefined);
  }

  /** A transfer that has not begun lets go as soon as it is run. */
  #abort({ transfer, look }: Current): void {
    look.abort();
    transfer.abort(new LetGo());
  }

  #end(id: DownloadId, ms: number, outcome: TransferOutcome): void {
    this.#ended.push({ id, ms, outcome });
  }
}

/** A fault of ours, not of the network or the disk: another try would meet it again. */
function faultOf(error: unknown): TransferOutcome {
  return {
    kind: 'failed',
    reason: reasonOf(error),
    retry: 'never',
    status: undefined,
    retryAfterMs: undefined,
    checkpoint: undefined,
  };
}
