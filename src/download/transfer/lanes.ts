import { TransferFailure } from '../failure.ts';
import type { Assembly } from './assembly.ts';
import type { Channel } from './line.ts';
import { Load } from './load.ts';
import type { Piece } from './piece.ts';

/** By then the rate of a connection shows, once bytes come; and by then one that sends none is slow. */
const [youngMs, silentMs] = [20, 50];
/** So long the first connection is looked at more often than the clock ticks. */
const earlyMs = 150;
/** A file that is done sooner than this needs no further connection. */
const shortRestMs = 500;
/**
 * Bytes a millisecond, half a gigabit a second: where one connection is as fast, it is the line or this machine that more
 * of them would have to share, and what comes out of order is read twice.
 */
const fastEnough = 64_000;
/** The same where this thread has hardly a moment without work. */
const busyShare = 0.8;

/** How a lane comes to its pieces. */
export interface LaneFetcher {
  /** For one lane, whose requests follow one another. */
  channel(): Channel;
  /** Where they go. */
  origin(): string;
  /**
   * Rejects where the server does not give the piece; what came of it is kept.
   * @param left aborts where the connection is to end before the piece does
   */
  fetch(piece: Piece, channel: Channel, left?: AbortSignal): Promise<void>;
}

/**
 * The further connections of one large file. Each fetches pieces until none is left: first what nobody has, then the
 * tail of whoever has most to do. So the last bytes come over all connections, and a slow one holds nobody up.
 */
export class Lanes {
  readonly #assembly: Assembly;
  readonly #fetcher: LaneFetcher;
  /** Each with what ends its connection, the newest last. */
  readonly #running = new Map<Promise<void>, AbortController>();
  #possible = false;
  #beganAt = 0;
  #beganWith = 0;
  #allowed = 1;
  #early: NodeJS.Timeout | undefined;
  #load: Load | undefined;
  /** The server wants to be left alone: nothing more is asked of it. */
  #refusal: TransferFailure | undefined;

  constructor(assembly: Assembly, fetcher: LaneFetcher) {
    this.#assembly = assembly;
    this.#fetcher = fetcher;
  }

  /** The first connection has an answer; `possible` where the server gives parts and a validator to tell them by. */
  open(possible: boolean): void {
    this.#possible = possible;
    this.#beganAt = performance.now();
    this.#beganWith = this.#assembly.division.received;
    if (!possible) return;
    this.#load = new Load(busyShare, youngMs / 2);
    // Sooner than the next tick: the sooner they begin, the more they take over.
    this.#early ??= setInterval(() => this.#tickEarly(), youngMs / 2);
  }

  /** Connections that this file may use now, the first one included: those that are too many end at once. */
  set allowed(connections: number) {
    this.#allowed = connections;
    const staying = [...this.#running.values()].filter(({ signal }) => !signal.aborted);
    for (const lane of staying.slice(Math.max(0, connections - 1))) lane.abort();
  }

  close(): void {
    clearInterval(this.#early);
    this.#possible = false;
  }

  get connections(): number {
    return 1 + this.#running.size;
  }

  tick(now: number): void {
    if (!this.#possible || !this.#worthIt(now)) return;
    while (this.connections < this.#allowed) {
      const piece = this.#next();
      if (piece === undefined) return;
      const ending = new AbortController();
      const lane = this.#work(piece, ending.signal).finally(() => this.#running.delete(lane));
      this.#running.set(lane, ending);
    }
  }

  #tickEarly(): void {
    const now = performance.now();
    this.tick(now);
    if (now - this.#beganAt > earlyMs) clearInterval(this.#early);
  }

  /** The first connection has no more to do: it helps the others, and then what is missing is fetched or has failed. */
  async finish(): Promise<void> {
    while (!this.#assembly.isWhole) {
      const piece = this.#next();
      if (piece !== undefined) await this.#fetchFrom(piece);
      else if (this.#running.size > 0) await Promise.race(this.#running.keys());
      else if (this.#refusal !== undefined) throw this.#refusal;
      else return;
    }
  }

  async #work(first: Piece, left: AbortSignal): Promise<void> {
    try {
      await this.#fetchFrom(first, left);
    } catch (error) {
      this.#assembly.division.spread();
      if (left.aborted) return;
      // The server takes no further connection, or this one broke: what is left goes to the first one.
      this.#possible = false;
      if (error instanceof TransferFailure && error.retryAfterMs !== undefined) this.#refusal = error;
    }
  }

  /** Pieces over one connection until none is left, each asked for a little before the one ahead of it is here. */
  async #fetchFrom(first: Piece, left?: AbortSignal): Promise<void> {
    const channel = this.#fetcher.channel();
    const next = () => (left?.aborted ? undefined : this.#next());
    let fetching = this.#fetcher.fetch(first, channel, left);
    for (;;) {
      await Promise.race([fetching, this.#roomIn(channel)]);
      let piece = next();
      if (piece === undefined) {
        await fetching;
        piece = next();
      }
      if (piece === undefined) return;
      const ahead = this.#fetcher.fetch(piece, channel, left);
      // Where the one ahead of it fails, it comes to its own end before that is told.
      const ended = ahead.catch(() => {});
      await fetching.catch((error) => ended.then(() => Promise.reject(error)));
      fetching = ahead;
    }
  }

  #roomIn(channel: Channel): Promise<void> {
    const origin = this.#fetcher.origin();
    return new Promise((resolve) => {
      channel.onRoom = () => {
        if (!channel.hasRoom(origin, 1)) return;
        channel.onRoom = undefined;
        resolve();
      };
    });
  }

  #next(): Piece | undefined {
    return this.#refusal === undefined ? this.#assembly.division.next(this.#allowed) : undefined;
  }

  get #youth(): number {
    return this.#assembly.division.received > this.#beganWith ? youngMs : silentMs;
  }

  #worthIt(now: number): boolean {
    const age = now - this.#beganAt;
    if (this.#allowed <= this.connections || age < this.#youth) return false;
    if (this.#load?.isBusy(now)) return false;
    const { received, total } = this.#assembly.division;
    const rate = (received - this.#beganWith) / age;
    return total !== undefined && rate < fastEnough && total - received > rate * shortRestMs;
  }
}
