import { byteAt, wordAt } from './columns.ts';

const pageShift = 16;
const pageRows = 1 << pageShift;
const rowMask = pageRows - 1;

/** What is known of a file's digest. */
export const knowledge = {
  none: 0,
  /** Read some time after the file was looked at: it may have changed in between. */
  later: 1,
  /** Belongs to the very state of the file that the table holds. */
  sure: 2,
} as const;
type Knowledge = (typeof knowledge)[keyof typeof knowledge];

/** Where digests stand in records, in words of 32 bits: the first record, and what is behind the start of each. */
export interface RecordPart {
  readonly start: number;
  readonly stride: number;
  readonly offset: number;
  readonly bitsAt: number;
  readonly bit: number;
}

interface Page {
  readonly digests: Uint8Array;
  /** The same in words of 32 bits. */
  readonly words: Uint32Array;
  readonly known: Uint8Array;
}

/** Digests of one kind by file number; memory only for stretches of files that have some. */
export class KnownDigests {
  readonly width: number;
  /** Digests that were learnt or forgotten, not those taken over from records. */
  edits = 0;
  readonly #pages: (Page | undefined)[] = [];

  /** @param width bytes of a digest, whole words */
  constructor(width: number) {
    this.width = width;
  }

  get(file: number): Uint8Array | undefined {
    const page = this.#pages[file >>> pageShift];
    const row = file & rowMask;
    if (page === undefined || page.known[row] === knowledge.none) return undefined;
    return page.digests.subarray(row * this.width, (row + 1) * this.width);
  }

  /** The first words of a digest: enough to put groups in an order that is the same at every run. */
  start(file: number): number {
    const page = this.#pages[file >>> pageShift];
    const from = (file & rowMask) * this.width;
    if (page === undefined) return 0;
    let start = 0;
    for (let byte = 0; byte < 6; byte += 1) start = start * 256 + byteAt(page.digests, from + byte);
    return start;
  }

  /** 32 bits of a digest that is known. */
  key(file: number): number {
    const page = this.#pages[file >>> pageShift];
    return page === undefined ? 0 : wordAt(page.words, ((file & rowMask) * this.width) / 4);
  }

  /** Whether two digests that are known are the same. */
  areSame(a: number, b: number): boolean {
    const wordsA = this.#pages[a >>> pageShift]?.words;
    const wordsB = this.#pages[b >>> pageShift]?.words;
    if (wordsA === undefined || wordsB === undefined) return false;
    const stride = this.width / 4;
    let at = (a & rowMask) * stride;
    let other = (b & rowMask) * stride;
    for (const end = at + stride; at < end; at += 1, other += 1) if (wordsA[at] !== wordsB[other]) return false;
    return true;
  }

  isSure(file: number): boolean {
    return this.#pages[file >>> pageShift]?.known[file & rowMask] === knowledge.sure;
  }

  has(file: number): boolean {
    return (this.#pages[file >>> pageShift]?.known[file & rowMask] ?? knowledge.none) !== knowledge.none;
  }

  /** Copies the digests that are known to the places of their files. @returns the places of the other files */
  copyTo(words: Uint32Array, files: Uint32Array): Uint32Array {
    const stride = this.width / 4;
    const unknown = new Uint32Array(files.length);
    let count = 0;
    for (let place = 0; place < files.length; place += 1) {
      const file = wordAt(files, place);
      const page = this.#pages[file >>> pageShift];
      const row = file & rowMask;
      if (page === undefined || page.known[row] === knowledge.none) {
        unknown[count++] = place;
        continue;
      }
      for (let word = 0; word < stride; word += 1) {
        words[place * stride + word] = wordAt(page.words, row * stride + word);
      }
    }
    return unknown.subarray(0, count);
  }

  set(file: number, digest: Uint8Array, how: Knowledge): void {
    this.edits += 1;
    const page = this.#pageFor(file);
    const row = file & rowMask;
    page.digests.set(digest, row * this.width);
    page.known[row] = how;
  }

  /** Takes over the digests of consecutive files from records, one a file, where `bit` says that they are known. */
  takeOver(first: number, count: number, words: Uint32Array, { start, stride, offset, bitsAt, bit }: RecordPart): void {
    const width = this.width / 4;
    for (let index = 0; index < count; index += 1) {
      const record = start + index * stride;
      if ((wordAt(words, record + bitsAt) & bit) === 0) continue;
      const page = this.#pageFor(first + index);
      const row = (first + index) & rowMask;
      for (let word = 0; word < width; word += 1)
        page.words[row * width + word] = wordAt(words, record + offset + word);
      page.known[row] = knowledge.sure;
    }
  }

  /** Sure digests of consecutive files, all in one page of the table: of those whose `flags` have `bit`. */
  setRun(first: number, digests: Uint8Array, flags: Uint8Array, bit: number): void {
    let some = 0;
    for (let index = 0; index < flags.length; index += 1) some |= byteAt(flags, index) & bit;
    if (some === 0) return;
    this.edits += 1;
    const page = this.#pageFor(first);
    const row = first & rowMask;
    page.digests.set(digests, row * this.width);
    for (let index = 0; index < flags.length; index += 1) {
      page.known[row + index] = (byteAt(flags, index) & bit) === 0 ? knowledge.none : knowledge.sure;
    }
  }

  /** The file turned out to be another. */
  forget(file: number): void {
    const page = this.#pages[file >>> pageShift];
    if (page === undefined) return;
    page.known[file & rowMask] = knowledge.none;
    this.edits += 1;
  }

  #pageFor(file: number): Page {
    const number = file >>> pageShift;
    let page = this.#pages[number];
    if (page === undefined) {
      const digests = new Uint8Array(pageRows * this.width);
      page = { digests, words: new Uint32Array(digests.buffer), known: new Uint8Array(pageRows) };
      this.#pages[number] = page;
    }
    return page;
  }
}
