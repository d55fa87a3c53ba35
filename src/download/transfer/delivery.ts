import { TransferFailure } from '../failure.ts';
import type { Assembly } from './assembly.ts';
import { Brake } from './brake.ts';
import type { Answer, BodyReader } from './exchange.ts';
import type { Inspection } from './inspection.ts';
import type { Limiter } from './limiter.ts';
import type { Piece } from './piece.ts';

/** What an answer is good for: a piece to write, and what has to be waited for before the first byte. */
export interface Opening {
  readonly piece: Piece;
  /** Where the answer ends, if it says so: a piece that ends there leaves the connection to the next one. */
  readonly end: number | undefined;
  readonly ready: Promise<void> | undefined;
  readonly inspection: Inspection | undefined;
}

/** The connection has delivered its share, or what it would deliver next is another's by now. */
class Enough extends Error {}

/** So long an answer whose bytes are all here may take to come to its end. */
const endingMs = 500;

/** A wait shorter than a timer's grain is not worth one. */
const shortestWaitMs = 4;

/** The body of one connection on its way into the assembly. */
export class Delivery implements BodyReader {
  readonly #assembly: Assembly;
  readonly #limiter: Limiter;
  readonly #open: (answer: Answer) => Opening | undefined;
  #opening: Opening | undefined;
  #answer: Answer | undefined;
  #stop: ((error: Error) => void) | undefined;
  #brake: Brake | undefined;
  /** Resolves when the bytes that it has taken are within the limit of the rate. */
  #paidOff: Promise<void> | undefined;
  #paused: boolean;
  /** When the tick first found all of its bytes here; milliseconds, monotonic. */
  #completeAt: number | undefined;
  #stopped: Error | undefined;

  constructor(assembly: Assembly, limiter: Limiter, paused: boolean, open: (answer: Answer) => Opening | undefined) {
    this.#assembly = assembly;
    this.#limiter = limiter;
    this.#paused = paused;
    this.#open = open;
  }

  asked(stop: (error: Error) => void): void {
    this.#stop = stop;
    if (this.#stopped !== undefined) stop(this.#stopped);
  }

  begin(answer: Answer): boolean {
    if (this.#stopped !== undefined) throw this.#stopped;
    const opening = this.#open(answer);
    if (opening === undefined) return false;
    const brake = new Brake(answer);
    this.#answer = answer;
    this.#opening = opening;
    this.#brake = brake;
    if (this.#paused) brake.hold('paused');
    if (opening.ready !== undefined) {
      brake.hold('opening');
      opening.ready.then(
        () => brake.release('opening'),
        (error) => answer.abort(error),
      );
    }
    return true;
  }

  data(chunk: Buffer): void {
    const { piece, end, inspection } = this.#opening ?? {};
    if (piece === undefined) return;
    // It has said itself how far it goes, and goes on.
    if (piece.at >= piece.end) {
      this.#answer?.abort(new Enough());
      return;
    }
    inspection?.take(chunk);
    const complete = this.#assembly.write(piece, chunk);
    if (complete && piece.at !== end) {
      this.#answer?.abort(new Enough());
      return;
    }
    const wait = this.#limiter.take(chunk.length);
    if (wait < shortestWaitMs) return;
    this.#brake?.hold('rate');
    this.#paidOff = new Promise((resolve) => {
      setTimeout(() => {
        this.#brake?.release('rate');
        resolve();
      }, wait);
    });
  }

  /** About every 100 ms: an answer that has given all its bytes and does not end is waited for no longer. */
  tick(now: number): void {
    const piece = this.#opening?.piece;
    if (piece === undefined || piece.at < piece.end) return;
    this.#completeAt ??= now;
    if (now - this.#completeAt >= endingMs) this.#answer?.abort(new Enough());
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#brake?.hold('paused');
    else this.#brake?.release('paused');
  }

  stop(error: Error): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = error;
    this.#stop?.(error);
  }

  /**
   * Waits for the exchange that reads into this delivery.
   * @throws TransferFailure where it ended before its piece did
   */
  async settle(exchange: Promise<Answer>): Promise<void> {
    try {
      await exchange;
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    } finally {
      const piece = this.#opening?.piece;
      if (piece !== undefined) this.#assembly.division.release(piece);
    }
    const piece = this.#opening?.piece;
    if (piece === undefined) return;
    // One that was here with a single read has not stood still for it yet, and its connection is free for the next.
    await this.#paidOff;
    this.#opening?.inspection?.end();
    if (piece.end === Number.POSITIVE_INFINITY) this.#assembly.division.total = piece.at;
    else if (piece.at < piece.end) throw new TransferFailure('the body ended before its announced length', 'later');
  }
}
