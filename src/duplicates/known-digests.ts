import { at } from './columns.ts';

const pageShift = 16;
const pageRows = 1 << pageShift;

/** What is known of a file's digest. */
export const knowledge = {
  none: 0,
  /** Read some time after the file was looked at: it may have changed in between. */
  later: 1,
  /** Belongs to the very state of the file that the table holds. */
  sure: 2,
} as const;
type Knowledge = (typeof knowledge)[keyof typeof knowledge];

interface Page {
  readonly digests: Uint8Array;
  readonly known: Uint8Array;
}

/** Digests of one kind by file number; memory only for stretches of files that have some. */
export class KnownDigests {
  readonly width: number;
  readonly #pages: (Page | undefined)[] = [];

  /** @param width bytes of a digest */
  constructor(width: number) {
    this.width = width;
  }

  get(file: number): Uint8Array | undefined {
    const page = this.#pages[file >>> pageShift];
    const row = file & (pageRows - 1);
    if (page === undefined || page.known[row] === knowledge.none) return undefined;
    return page.digests.subarray(row * this.width, (row + 1) * this.width);
  }

  isSure(file: number): boolean {
    return this.#pages[file >>> pageShift]?.known[file & (pageRows - 1)] === knowledge.sure;
  }

  set(file: number, digest: Uint8Array, how: Knowledge): void {
    const page = this.#pageFor(file);
    const row = file & (pageRows - 1);
    page.digests.set(digest, row * this.width);
    page.known[row] = how;
  }

  /** Sure digests of consecutive files, all in one page of the table: of those whose `flags` have `bit`. */
  setRun(first: number, digests: Uint8Array, flags: Uint8Array, bit: number): void {
    if (flags.every((flag) => (flag & bit) === 0)) return;
    const page = this.#pageFor(first);
    const row = first & (pageRows - 1);
    page.digests.set(digests, row * this.width);
    for (let index = 0; index < flags.length; index += 1) {
      page.known[row + index] = (at(flags, index) & bit) === 0 ? knowledge.none : knowledge.sure;
    }
  }

  #pageFor(file: number): Page {
    const number = file >>> pageShift;
    let page = this.#pages[number];
    if (page === undefined) {
      page = { digests: new Uint8Array(pageRows * this.width), known: new Uint8Array(pageRows) };
      this.#pages[number] = page;
    }
    return page;
  }

  /** The file turned out to be another. */
  forget(file: number): void {
    const page = this.#pages[file >>> pageShift];
    if (page !== undefined) page.known[file & (pageRows - 1)] = knowledge.none;
  }
}
