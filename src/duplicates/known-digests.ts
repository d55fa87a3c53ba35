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

/** Digests of one kind by file number; memory only for stretches of files that have some. */
export class KnownDigests {
  readonly width: number;
  readonly #pages: ({ readonly digests: Uint8Array; readonly known: Uint8Array } | undefined)[] = [];

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
    const number = file >>> pageShift;
    const row = file & (pageRows - 1);
    let page = this.#pages[number];
    if (page === undefined) {
      page = { digests: new Uint8Array(pageRows * this.width), known: new Uint8Array(pageRows) };
      this.#pages[number] = page;
    }
    page.digests.set(digest, row * this.width);
    page.known[row] = how;
  }

  /** The file turned out to be another. */
  forget(file: number): void {
    const page = this.#pages[file >>> pageShift];
    if (page !== undefined) page.known[file & (pageRows - 1)] = knowledge.none;
  }
}
