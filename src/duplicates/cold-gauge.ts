/** Does what a worker reads lie in the page cache, or does it come from a disk? Asked between two folders, or two tasks. */

const blockBytes = 512;
/**
 * Judged anew after so much; less are stray reads. The longer nothing came from a disk, the rarer: to ask goes through all
 * threads of this process.
 */
const [shortStretch, longStretch] = [32 * 1024, 4 * 1024 * 1024];
/** Of what was looked at. */
const coldShare = 0.25;

export class ColdGauge {
  readonly #blocksRead: () => number;
  #blocks: number;
  #looked = 0;
  #isCold = false;
  #stretch = shortStretch;

  /** @param blocksRead by this process, from a disk (getrusage(2), ru_inblock); network file systems do not count */
  constructor(blocksRead = () => process.resourceUsage().fsRead) {
    this.#blocksRead = blocksRead;
    this.#blocks = blocksRead();
  }

  /** @param bytes that were looked at since the last call @returns whether much of that came from a disk */
  isCold(bytes: number): boolean {
    this.#looked += bytes;
    if (this.#looked < this.#stretch) return this.#isCold;
    const blocks = this.#blocksRead();
    const read = (blocks - this.#blocks) * blockBytes;
    this.#isCold = read >= shortStretch && read > this.#looked * coldShare;
    this.#stretch = this.#isCold ? shortStretch : Math.min(longStretch, 2 * this.#stretch);
    this.#blocks = blocks;
    this.#looked = 0;
    return this.#isCold;
  }
}

let gauge: ColdGauge | undefined;

/** That of this thread. */
export function coldGauge(): ColdGauge {
  gauge ??= new ColdGauge();
  return gauge;
}
