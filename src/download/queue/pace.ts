/** So long a batch should take: messages are rare then, and nobody waits long for what is in it. */
const batchMs = 500;
const largestBatch = 128;
/** So many at least, where many wait: the next one can be asked for ahead. What proves too long comes back (dispatch.ts). */
const smallestBatch = 8;
/** Of a host that is not known: the second one is on its way while it is heard here how long the first one took. */
const firstBatch = 2;
/** What was measured last counts for so much, where it is faster; a slower one counts whole. */
const weight = 0.5;

/** How long a host takes for one file, and so how many are handed out at a time. Pure. */
export class Pace {
  readonly #jobs: number;
  readonly #msPerFile = new Map<string, number>();

  constructor({ jobs }: { readonly jobs: number }) {
    this.#jobs = jobs;
  }

  /** @param waiting the last ones of a host are spread over all connections */
  batchSize(host: string, waiting: number): number {
    const ms = this.#msPerFile.get(host);
    // In a short list a person may still move things about.
    if (ms === undefined) return Math.max(1, Math.min(firstBatch, Math.floor(waiting / (4 * this.#jobs))));
    const wanted = Math.min(largestBatch, Math.max(smallestBatch, Math.floor(batchMs / ms)));
    return Math.max(1, Math.min(wanted, Math.ceil(waiting / (2 * this.#jobs))));
  }

  /** @param ms milliseconds, of one file after its predecessor */
  took(host: string, ms: number): void {
    const before = this.#msPerFile.get(host) ?? ms;
    this.#msPerFile.set(host, Math.max(ms, before + (ms - before) * weight, 0.01));
  }
}
