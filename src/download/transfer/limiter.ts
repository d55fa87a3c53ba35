/**
 * A bucket of bytes, shared by the transfers of one child. Chunks come as they come, so the bucket may go into debt; who
 * took last waits until it is paid off.
 */
export class Limiter {
  #perTransfer: number | undefined;
  #active = 0;
  #tokens = 0;
  #at = 0;
  readonly #now: () => number;

  /** @param now milliseconds, monotonic */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Bytes a second for each transfer; undefined: no limit. */
  set perTransfer(rate: number | undefined) {
    this.#settle();
    this.#perTransfer = rate;
    this.#tokens = Math.min(this.#tokens, 0);
  }

  set active(count: number) {
    this.#settle();
    this.#active = count;
  }

  /** @returns milliseconds to wait before the next read */
  take(bytes: number): number {
    if (this.#perTransfer === undefined) return 0;
    this.#settle();
    this.#tokens -= bytes;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#rate()) * 1000;
  }

  #rate(): number {
    return Math.max(1, (this.#perTransfer ?? 0) * Math.max(1, this.#active));
  }

  #settle(): void {
    const now = this.#now();
    const earned = this.#perTransfer === undefined ? 0 : (this.#rate() * (now - this.#at)) / 1000;
    // A tenth of a second may be saved up, no more: a limit is no average over the day.
    this.#tokens = Math.min(this.#tokens + earned, this.#rate() / 10);
    this.#at = now;
  }
}
