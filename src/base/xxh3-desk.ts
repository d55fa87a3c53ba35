/**
 * Many streams hashed by turns (xxh3-128), each piece of them where it was read to: what is copied is what a stream leaves
 * over between two of its pieces, a block at most, and not the pieces.
 */
import { instantiateXxh3, type Xxh3Calls, xxh3Layout } from './xxh3.ts';

const { accumulatorsAt, accumulatorBytes, resultAt, resultBytes, shortest, blockBytes, stripeBytes } = xxh3Layout;
const pageBytes = 65_536;
/** Ahead of what is read there is room for what a stream has left over; half a page apart from the start of one. */
const marginBytes = 4096 + 2048;
/** What stands elsewhere is brought here, so much at a time. */
const elsewhereBytes = 64 * 1024;

/** Memory to read to, in any number of regions, and the streams that are hashed there. */
export class Xxh3Desk {
  readonly #calls: Xxh3Calls;
  readonly memory: Buffer;
  /** In the order in which they were asked for. What stands ahead of a piece in one of them is overwritten with it. */
  readonly regions: readonly Buffer[];
  readonly #elsewhere: Buffer;
  /** Of a stream that has not begun. */
  readonly initial: Buffer;

  private constructor(calls: Xxh3Calls, sizes: readonly number[]) {
    const all = [...sizes, elsewhereBytes];
    const pages = Math.ceil(all.reduce((sum, size) => sum + marginBytes + size, 0) / pageBytes);
    calls.memory.grow(pages);
    this.#calls = calls;
    this.memory = Buffer.from(calls.memory.buffer);
    let at = 0;
    const regions = all.map((size) => {
      at += marginBytes;
      const region = this.memory.subarray(at, at + size);
      at += Math.ceil(size / 4096) * 4096 - 2048;
      return region;
    });
    this.#elsewhere = regions.pop() ?? Buffer.alloc(0);
    this.regions = regions;
    calls.begin();
    this.initial = Buffer.from(this.memory.subarray(accumulatorsAt, accumulatorsAt + accumulatorBytes));
  }

  /** Undefined on processors whose vectors V8 does not use. @param sizes bytes of each region */
  static create(sizes: readonly number[]): Xxh3Desk | undefined {
    const calls = instantiateXxh3();
    return calls && new Xxh3Desk(calls, sizes);
  }

  stream(): Xxh3Stream {
    return new Xxh3Stream(this, this.#calls);
  }

  /** Memory for what stands elsewhere, with room ahead of it for what a stream has left over. */
  get elsewhere(): Buffer {
    return this.#elsewhere;
  }
}

export class Xxh3Stream {
  readonly #desk: Xxh3Desk;
  readonly #calls: Xxh3Calls;
  readonly #accumulators: Buffer;
  /** The stripe ahead of what no block has taken yet, and that: 1 to 1,024 bytes once there are any. */
  readonly #left = Buffer.allocUnsafe(stripeBytes + blockBytes);
  #waiting = 0;
  #total = 0;

  constructor(desk: Xxh3Desk, calls: Xxh3Calls) {
    this.#desk = desk;
    this.#calls = calls;
    this.#accumulators = Buffer.from(desk.initial);
  }

  update(bytes: Uint8Array): void {
    const { memory, elsewhere } = this.#desk;
    if (bytes.buffer === memory.buffer) {
      this.#take(bytes.byteOffset, bytes.length);
      return;
    }
    for (let from = 0; from < bytes.length; from += elsewhereBytes) {
      const piece = bytes.subarray(from, from + elsewhereBytes);
      elsewhere.set(piece);
      this.#take(elsewhere.byteOffset, piece.length);
    }
  }

  /** Ends it. @returns 16 bytes in the canonical order, the upper half first */
  digest(): Buffer {
    const { memory, elsewhere } = this.#desk;
    const scratch = elsewhere.byteOffset;
    this.#left.copy(memory, scratch - stripeBytes, 0, stripeBytes + this.#waiting);
    if (this.#total <= shortest) this.#calls.short(scratch, this.#total);
    else {
      this.#accumulators.copy(memory, accumulatorsAt);
      this.#calls.end(scratch, this.#waiting, this.#total);
    }
    return Buffer.from(memory.subarray(resultAt, resultAt + resultBytes));
  }

  #take(at: number, length: number): void {
    if (length === 0) return;
    const { memory } = this.#desk;
    const from = at - this.#waiting;
    this.#left.copy(memory, from - stripeBytes, 0, stripeBytes + this.#waiting);
    const waiting = this.#waiting + length;
    // The last block, also a whole one, is the one that the end takes.
    const blocks = Math.floor((waiting - 1) / blockBytes);
    if (blocks > 0) {
      this.#accumulators.copy(memory, accumulatorsAt);
      this.#calls.blocks(from, blocks);
      memory.copy(this.#accumulators, 0, accumulatorsAt, accumulatorsAt + accumulatorBytes);
    }
    const rest = from + blocks * blockBytes;
    this.#waiting = waiting - blocks * blockBytes;
    this.#total += length;
    memory.copy(this.#left, 0, rest - stripeBytes, rest + this.#waiting);
  }
}
