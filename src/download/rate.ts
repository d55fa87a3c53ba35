/** A rate that is calm enough to be read: exponentially smoothed over about three seconds. */
export class Rate {
  #bytes = 0;
  #at = 0;
  #rate: number | undefined;

  /**
   * @param bytes counted up to now; a fall (a clean restart) is no negative rate
   * @param now milliseconds, monotonic
   * @returns bytes a second
   */
  update(bytes: number, now: number): number {
    const elapsed = now - this.#at;
    if (this.#at === 0 || bytes < this.#bytes) {
      this.#bytes = bytes;
      this.#at = now;
      return this.#rate ?? 0;
    }
    if (elapsed < 50) return this.#rate ?? 0;
    const current = ((bytes - this.#bytes) / elapsed) * 1000;
    const weight = 1 - Math.exp(-elapsed / 3000);
    this.#rate = this.#rate === undefined ? current : this.#rate + (current - this.#rate) * weight;
    this.#bytes = bytes;
    this.#at = now;
    return this.#rate;
  }
}
