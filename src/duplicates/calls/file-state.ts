import type { BigIntStats } from 'node:fs';

export const fileKinds = { file: 1, folder: 2, other: 3, unknown: 0 } as const;
export type FileKind = (typeof fileKinds)[keyof typeof fileKinds];

/** Words of 32 bits that say which state of which inode a file is in. */
export const stateWords = 8;

const typeMask = 0o170000;
const wordRange = 2 ** 32;

/** @param mode as stat(2) has it */
export function kindOf(mode: number): FileKind {
  switch (mode & typeMask) {
    case 0o100000:
      return fileKinds.file;
    case 0o040000:
      return fileKinds.folder;
    default:
      return fileKinds.other;
  }
}

/** What a file is, overwritten by each call that looks at one. */
export class FileState {
  /** ino u64, size f64, mtime i64, ctime i64 (ns since the epoch), as they lie in memory: to be copied and compared whole. */
  readonly words = new Uint32Array(stateWords);
  kind: FileKind = fileKinds.unknown;
  /** The inode has further names. */
  linked = false;
  dev = 0n;
  readonly #numbers = new Float64Array(this.words.buffer);
  readonly #whole = new BigUint64Array(this.words.buffer);

  get size(): number {
    return this.#numbers[1] ?? 0;
  }

  set size(bytes: number) {
    this.#numbers[1] = bytes;
  }

  get ino(): bigint {
    return this.#whole[0] ?? 0n;
  }

  /** The inode as two halves. */
  setIno(low: number, high: number): void {
    this.words[0] = low;
    this.words[1] = high;
  }

  setMtime(seconds: number, nanoseconds: number): void {
    this.#setTime(4, seconds, nanoseconds);
  }

  setCtime(seconds: number, nanoseconds: number): void {
    this.#setTime(6, seconds, nanoseconds);
  }

  /** seconds * 10^9 + nanoseconds in 64 bits, in two halves: what a double holds exactly, without a bigint a file. */
  #setTime(at: number, seconds: number, nanoseconds: number): void {
    const upper = Math.floor(seconds / 65_536);
    const lower = (seconds - upper * 65_536) * 1e9 + nanoseconds;
    const product = upper * 1e9;
    const high = Math.floor(product / 65_536);
    const low = (product - high * 65_536) * 65_536 + lower;
    const carry = Math.floor(low / wordRange);
    this.words[at] = low - carry * wordRange;
    this.words[at + 1] = high + carry;
  }

  isSameAs(words: Uint32Array, from: number): boolean {
    for (let word = 0; word < stateWords; word += 1) if (this.words[word] !== words[from + word]) return false;
    return true;
  }

  take(stats: BigIntStats): void {
    const { mode, nlink, dev, ino, size, mtimeNs, ctimeNs } = stats;
    this.kind = kindOf(Number(mode));
    this.linked = nlink > 1n;
    this.dev = dev;
    this.#whole[0] = ino;
    this.#numbers[1] = Number(size);
    this.#whole[2] = BigInt.asUintN(64, mtimeNs);
    this.#whole[3] = BigInt.asUintN(64, ctimeNs);
  }
}
