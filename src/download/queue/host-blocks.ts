/** Hosts that asked to be left alone for a while (Retry-After), each with the time at which it may be asked again. */
export class HostBlocks {
  readonly #blocks = new Map<string, { readonly until: number; readonly timer: NodeJS.Timeout }>();
  readonly #block: (host: string, blocked: boolean) => void;

  /** @param block is told when a host's time begins and ends */
  constructor(block: (host: string, blocked: boolean) => void) {
    this.#block = block;
  }

  /** A later end counts, an earlier one does not. @returns milliseconds since the epoch */
  wait(host: string, ms: number): number {
    const until = Date.now() + ms;
    const before = this.#blocks.get(host);
    if (before !== undefined && before.until >= until) return before.until;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => {
      this.#blocks.delete(host);
      this.#block(host, false);
    }, ms);
    this.#blocks.set(host, { until, timer });
    this.#block(host, true);
    return until;
  }

  clear(): void {
    for (const { timer } of this.#blocks.values()) clearTimeout(timer);
    this.#blocks.clear();
  }
}
