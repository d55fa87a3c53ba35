import type { Assembly, Piece } from './assembly.ts';

/** A file that is done sooner than this needs no second connection. */
const youngMs = 300;
const shortRestMs = 2000;

/**
 * The further connections of one large file. Each fetches pieces until none is left: first what nobody has, then the
 * tail of whoever has most to do. So the last bytes come over all connections, and a slow one holds nobody up.
 */
export class Lanes {
  /** Connections that this file may use now, the first one included. */
  allowed = 1;
  readonly #assembly: Assembly;
  readonly #fetch: (piece: Piece) => Promise<void>;
  readonly #running = new Set<Promise<void>>();
  #possible = false;
  #beganAt = 0;
  #beganWith = 0;

  /** @param fetch rejects where the server does not give the piece; what came of it is kept */
  constructor(assembly: Assembly, fetch: (piece: Piece) => Promise<void>) {
    this.#assembly = assembly;
    this.#fetch = fetch;
  }

  /** The first connection has an answer; `possible` where the server gives parts and a validator to tell them by. */
  open(possible: boolean): void {
    this.#possible = possible;
    this.#beganAt = performance.now();
    this.#beganWith = this.#assembly.received;
  }

  get connections(): number {
    return 1 + this.#running.size;
  }

  tick(now: number): void {
    if (!this.#possible || !this.#worthIt(now)) return;
    while (this.connections < this.allowed) {
      const piece = this.#assembly.next();
      if (piece === undefined) return;
      const lane = this.#work(piece).finally(() => this.#running.delete(lane));
      this.#running.add(lane);
    }
  }

  /** The first connection has no more to do: it helps the others, and then what is missing is fetched or has failed. */
  async finish(): Promise<void> {
    for (;;) {
      const piece = this.#assembly.next();
      if (piece !== undefined) await this.#fetch(piece);
      else if (this.#running.size > 0) await Promise.race(this.#running);
      else return;
    }
  }

  async #work(first: Piece): Promise<void> {
    try {
      for (let piece: Piece | undefined = first; piece !== undefined; piece = this.#assembly.next()) {
        await this.#fetch(piece);
      }
    } catch {
      // The server takes no further connection, or this one broke: what is left goes to the first one.
      this.#possible = false;
    }
  }

  #worthIt(now: number): boolean {
    const age = now - this.#beganAt;
    if (age < youngMs) return false;
    const { received, total } = this.#assembly;
    const rate = (received - this.#beganWith) / age;
    return total !== undefined && total - received > rate * shortRestMs;
  }
}
