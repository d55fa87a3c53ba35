/**
 * XXH3 with 128 bits (doc/xxhash_spec.md of xxHash 0.8.3), seed 0, by WebAssembly of our own: 9 to 12 GB/s, where the
 * libraries that can be had without a compiler, hash-wasm and the native @node-rs/xxhash, do 3 to 5 and 1, and there at once,
 * as it is 2 KB. Every file that forkful reads goes through it.
 */
import { xxh3Binary } from './xxh3-binary.ts';

/** What xxh3.wat exports. Addresses and lengths in bytes. */
export interface Xxh3Calls {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  begin(): void;
  blocks(data: number, count: number): void;
  end(data: number, rest: number, total: number): void;
  short(data: number, length: number): void;
}

/** What is used of a global that the types of node leave out. */
interface Engine {
  validate(binary: Uint8Array): boolean;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Addresses and lengths in the memory of the module. */
export const xxh3Layout = {
  accumulatorsAt: 192,
  accumulatorBytes: 64,
  resultAt: 256,
  resultBytes: 16,
  /** Up to here a digest is made of all the bytes at once. */
  shortest: 240,
  blockBytes: 1024,
  /** The last stripe is made of the last 64 bytes of all, also where the end of a block is among them. */
  stripeBytes: 64,
  /** As files are read to half a page as well (io-buffer.ts), no load looks like one of what was just stored. */
  dataAt: 2048,
} as const;

const { accumulatorsAt, accumulatorBytes, resultAt, resultBytes, shortest, blockBytes, stripeBytes, dataAt } =
  xxh3Layout;

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;
let compiled: object | false | undefined;

/** Undefined on processors whose vectors V8 does not use. */
export function createXxh3(): Xxh3 | undefined {
  const calls = instantiateXxh3();
  return calls && new Xxh3(calls);
}

/** The module itself, with memory of its own. Undefined as above. */
export function instantiateXxh3(): Xxh3Calls | undefined {
  compiled ??= compile();
  return compiled === false ? undefined : (new engine.Instance(compiled).exports as Xxh3Calls);
}

function compile(): object | false {
  const binary = Buffer.from(xxh3Binary, 'base64');
  return engine.validate(binary) && new engine.Module(binary);
}

/** Used over and over: `init`, any number of `update`, `digest`. */
export class Xxh3 {
  readonly #calls: Xxh3Calls;
  readonly #memory: Buffer;
  /** Where what is hashed stands: to be filled from its start for `digestOfBlock`. */
  readonly block: Buffer;
  readonly #result: Uint8Array;
  /** Bytes that wait in memory. Once there are any, never none: the last block is the one that `end` takes. */
  #waiting = 0;
  #total = 0;

  constructor(calls: Xxh3Calls) {
    this.#calls = calls;
    this.#memory = Buffer.from(calls.memory.buffer);
    this.block = this.#memory.subarray(dataAt);
    this.#result = new Uint8Array(calls.memory.buffer, resultAt, resultBytes);
  }

  init(): void {
    this.#calls.begin();
    this.#waiting = 0;
    this.#total = 0;
  }

  update(bytes: Uint8Array): void {
    const room = this.#memory.length - dataAt;
    let taken = 0;
    while (taken < bytes.length) {
      if (this.#waiting === room) this.#takeBlocks();
      const end = Math.min(bytes.length, taken + room - this.#waiting);
      this.#memory.set(
        taken === 0 && end === bytes.length ? bytes : bytes.subarray(taken, end),
        dataAt + this.#waiting,
      );
      this.#waiting += end - taken;
      taken = end;
    }
    this.#total += bytes.length;
  }

  /** @returns 16 bytes in the canonical order, the upper half first */
  digest(): Uint8Array {
    this.#end();
    return this.#result.slice();
  }

  /**
   * Of what was put into the block, without a copy and without an object.
   * @param bytes from its start
   * @returns 16 bytes, overwritten by the next digest; nothing can be added
   */
  digestOfBlock(bytes: number): Uint8Array {
    this.#calls.begin();
    this.#waiting = bytes;
    this.#total = bytes;
    this.#end();
    return this.#result;
  }

  #end(): void {
    if (this.#total <= shortest) {
      this.#calls.short(dataAt, this.#total);
      return;
    }
    const blocks = Math.floor((this.#waiting - 1) / blockBytes);
    this.#calls.blocks(dataAt, blocks);
    this.#calls.end(dataAt + blocks * blockBytes, this.#waiting - blocks * blockBytes, this.#total);
  }

  /** What is in memory but for its last block, and for the 64 bytes before that. */
  #takeBlocks(): void {
    if (this.#waiting <= blockBytes) return;
    const blocks = Math.floor((this.#waiting - 1) / blockBytes);
    this.#calls.blocks(dataAt, blocks);
    const from = dataAt + blocks * blockBytes;
    this.#memory.copyWithin(dataAt - stripeBytes, from - stripeBytes, dataAt + this.#waiting);
    this.#waiting -= blocks * blockBytes;
  }

  /** Hashing can be broken off, and continued by another hasher of the same version. */
  save(): Uint8Array {
    this.#takeBlocks();
    const state = Buffer.allocUnsafe(8 + accumulatorBytes + stripeBytes + this.#waiting);
    state.writeDoubleLE(this.#total);
    this.#memory.copy(state, 8, accumulatorsAt, accumulatorsAt + accumulatorBytes);
    this.#memory.copy(state, 8 + accumulatorBytes, dataAt - stripeBytes, dataAt + this.#waiting);
    return state;
  }

  load(state: Uint8Array): void {
    const behind = 8 + accumulatorBytes;
    this.#total = new DataView(state.buffer, state.byteOffset, 8).getFloat64(0, true);
    this.#waiting = state.length - behind - stripeBytes;
    this.#memory.set(state.subarray(8, behind), accumulatorsAt);
    this.#memory.set(state.subarray(behind), dataAt - stripeBytes);
  }
}
