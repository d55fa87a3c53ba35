import { reasonOf } from '../../base/errors.ts';
import type { TaskContext } from '../../orchestrator/types.ts';
import type { Batch, BatchEvent, Ended, TransferEvent, TransferOutcome, TransferTask } from '../protocol.ts';
import type { DownloadId } from '../types.ts';
import { originOf } from '../url.ts';
import { hasChecksum } from './held-file.ts';
import type { Channel } from './line.ts';
import type { Transfer } from './transfer.ts';

/** Who stands still for so long holds up those behind it, however little is left of it. */
const stuckMs = 2000;
/** Files that are here and not in place yet, where each is asked for when the one before is here; and where it is asked ahead. */
const [mostPlacing, mostPlacingAhead] = [1, 8];

/** Of a transfer, what a round needs. */
export type RunningTransfer = Pick<Transfer, 'run' | 'tick' | 'pause' | 'allow' | 'abort'>;

export type StartTransfer = (task: TransferTask, emit: (event: TransferEvent) => void) => RunningTransfer;

/** One of the batch, from its request to its end. */
interface Flight {
  readonly task: TransferTask;
  readonly transfer: RunningTransfer;
  readonly beganAt: number;
  /** Since when nobody is before it. */
  firstAt: number;
  /** Asked for ahead, and back in the queue since: what still comes of it counts for nothing. */
  recalled: boolean;
  /** Ends the look at a file that is here already; the transfer is told by itself. */
  readonly look: AbortController;
}

class LetGo extends Error {}

/**
 * A batch being worked off, one transfer after another: the next one is asked for as soon as the connection is free, or has
 * room for a request ahead; so the files before it may still be on their way, or are being put in place. Whatever makes the
 * rest wait (a transfer that stands still, a pause, a host that wants to be left alone) sends it back to the queue.
 */
export class Round {
  readonly host: string;
  readonly #context: TaskContext<BatchEvent>;
  readonly #channel: Pick<Channel, 'hasRoom' | 'onRoom'>;
  readonly #start: StartTransfer;
  /** Last one first. */
  readonly #waiting: TransferTask[];
  #ended: Ended[] = [];
  /** Begun and not ended, in order. */
  readonly #underWay: Flight[] = [];
  /** Of those: not wholly here. The first one is being answered. */
  readonly #flights: Flight[] = [];
  /** Told whenever one of them has come further. */
  #waiters: (() => void)[] = [];
  #asksAhead = false;
  /** When the last one came to its end; milliseconds, monotonic. */
  #endedAt = 0;

  constructor(
    { host, tasks }: Batch,
    context: TaskContext<BatchEvent>,
    channel: Pick<Channel, 'hasRoom' | 'onRoom'>,
    start: StartTransfer,
  ) {
    this.host = host;
    this.#context = context;
    this.#channel = channel;
    this.#start = start;
    this.#waiting = tasks.toReversed();
  }

  /** @returns what has not been told by events */
  async run(): Promise<readonly Ended[]> {
    for (let task = this.#waiting.pop(); task !== undefined; task = this.#waiting.pop()) {
      this.#fetch(task);
      await this.#room();
      if (this.#context.signal.aborted) this.recall(true);
    }
    await this.#until(() => this.#underWay.length === 0);
    return this.#ended;
  }

  /** About every 100 ms. */
  tick(now: number): void {
    if (this.#context.signal.aborted) this.#letGo();
    const [first] = this.#underWay;
    if (first !== undefined && now - first.firstAt >= stuckMs) this.recall(true);
    if (this.#ended.length > 0) {
      this.#context.emit({ kind: 'ended', ended: this.#ended });
      this.#ended = [];
    }
    for (const { transfer } of this.#underWay) transfer.tick(now);
  }

  /** What has not begun is given back. @param ahead also what has been asked for ahead */
  recall(ahead: boolean): void {
    for (const { id } of this.#waiting.splice(0).reverse()) this.#end(id, 0, { kind: 'given-back' });
    for (const flight of ahead ? this.#flights.slice(1) : []) {
      flight.recalled = true;
      this.#abort(flight);
    }
    this.#changed();
  }

  withdraw(ids: readonly DownloadId[]): void {
    for (const id of ids) {
      for (const flight of this.#underWay) if (flight.task.id === id) this.#abort(flight);
      const index = this.#waiting.findIndex((task) => task.id === id);
      if (index === -1) continue;
      this.#waiting.splice(index, 1);
      this.#end(id, 0, { kind: 'given-back' });
    }
  }

  pause(paused: boolean): void {
    if (paused) this.recall(true);
    for (const { transfer } of this.#flights) transfer.pause(paused);
  }

  /** @param connections for each transfer, by id; one for those that are not in there */
  allow(connections: ReadonlyMap<DownloadId, number>): void {
    for (const { task, transfer } of this.#flights) transfer.allow(connections.get(task.id) ?? 1);
  }

  #fetch(task: TransferTask): void {
    const transfer = this.#start(task, (event) => this.#context.emit(event));
    const beganAt = performance.now();
    const flight = { task, transfer, beganAt, firstAt: beganAt, recalled: false, look: new AbortController() };
    this.#underWay.push(flight);
    this.#flights.push(flight);
    const turn = () => this.#until(() => this.#flights[0] === flight);
    const received = () => {
      this.#leave(flight);
      return this.#until(() => this.#isNextToPlace(flight));
    };
    void this.#carryOut(flight, turn, received).then(() => {
      const wasFirst = this.#underWay[0] === flight;
      removeFrom(this.#underWay, flight);
      const [first] = this.#underWay;
      if (wasFirst && first !== undefined) first.firstAt = performance.now();
      this.#leave(flight);
    });
  }

  /** The connection belongs to those behind it. */
  #leave(flight: Flight): void {
    removeFrom(this.#flights, flight);
    this.#changed();
  }

  /** None that is here is before it. One that is not, after a redirect for example, lets the others pass. */
  #isNextToPlace(flight: Flight): boolean {
    return this.#underWay.find((other) => !this.#flights.includes(other)) === flight;
  }

  /** Waits until the next one may be asked for. */
  async #room(): Promise<void> {
    const next = this.#waiting.at(-1);
    if (next === undefined) return;
    const origin = originOf(next.url);
    this.#channel.onRoom = () => this.#changed();
    await this.#until(() => this.#waiting.length === 0 || this.#hasRoom(origin));
    this.#channel.onRoom = undefined;
  }

  #hasRoom(origin: string): boolean {
    const placing = this.#underWay.length - this.#flights.length;
    if (this.#flights.length === 0) return placing <= (this.#asksAhead ? mostPlacingAhead : mostPlacing);
    if (placing > mostPlacingAhead || !this.#channel.hasRoom(origin, this.#flights.length)) return false;
    this.#asksAhead = true;
    return true;
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #changed(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const tell of waiters) tell();
  }

  /**
   * @param turn resolves when nobody before it uses the connection
   * @param received is called when the connection is free, if that is before the end; resolves when those that are here and
   * before it are in place: of two files with the same content the one that was asked for first is the first
   */
  async #carryOut(flight: Flight, turn: () => Promise<void>, received: () => Promise<void>): Promise<void> {
    const { task, transfer, beganAt, look } = flight;
    let outcome: TransferOutcome;
    try {
      const { held, checksum } = task;
      const there = held !== undefined && checksum !== undefined && (await hasChecksum(held, checksum, look.signal));
      outcome = there ? { kind: 'unchanged', held } : await transfer.run(turn, received);
    } catch (error) {
      if (error instanceof LetGo) outcome = { kind: 'given-back' };
      else outcome = faultOf(error);
    }
    // Its answer came together with that of another, which says the same: no try of it is used up.
    if (flight.recalled && outcome.kind === 'failed' && outcome.checkpoint === undefined && outcome.retry === 'later') {
      outcome = { kind: 'given-back' };
    }
    const now = performance.now();
    this.#end(task.id, now - Math.max(beganAt, this.#endedAt), outcome);
    this.#endedAt = now;
    // The host may want to be left alone, or the disk be full: the queue decides who tries next, and when.
    if (outcome.kind === 'failed' && outcome.retry !== 'never') this.recall(true);
  }

  #letGo(): void {
    this.recall(true);
    for (const flight of this.#underWay) this.#abort(flight);
  }

  /** A transfer that has not begun lets go as soon as it is run. */
  #abort({ transfer, look }: Flight): void {
    look.abort();
    transfer.abort(new LetGo());
  }

  #end(id: DownloadId, ms: number, outcome: TransferOutcome): void {
    this.#ended.push({ id, ms, outcome });
  }
}

function removeFrom<Item>(list: Item[], item: Item): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}

/** A fault of ours, not of the network or the disk: another try would meet it again. */
function faultOf(error: unknown): TransferOutcome {
  return {
    kind: 'failed',
    reason: reasonOf(error),
    retry: 'never',
    status: undefined,
    retryAfterMs: undefined,
    host: undefined,
    checkpoint: undefined,
  };
}
