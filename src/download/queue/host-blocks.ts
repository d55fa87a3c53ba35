interface Block {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  readonly timer: NodeJS.Timeout;
}

/** By then what was on its way when a host began to be left alone has its answer. */
const underWayMs = 1000;

/** Hosts that asked to be left alone for a while (Retry-After), each with the time at which it may be asked again. */
export class HostBlocks {
  readonly #blocks = new Map<string, Block>();
  readonly #block: (host: string, until: number | undefined) => void;

  /** @param block is told the end of a host's time when it begins or grows longer, and undefined when it is over */
  constructor(block: (host: string, until: number | undefined) => void) {
    this.#block = block;
  }

  /**
   * A later end counts, an earlier one does not.
   * @param via the host whose redirect led there. Where it leads there still, it is left alone as long: else each of its
   * redirects would be one more question to who wants none
   * @returns milliseconds since the epoch
   */
  wait(host: string, ms: number, via: string = host): number {
    const now = Date.now();
    const before = this.#blocks.get(host);
    if (via !== host && before !== undefined && now - before.since > underWayMs) this.#hold(via, now + ms, now);
    return this.#hold(host, now + ms, now);
  }

  clear(): void {
    for (const { timer } of this.#blocks.values()) clearTimeout(timer);
    this.#blocks.clear();
  }

  #hold(host: string, until: number, now: number): number {
    const before = this.#blocks.get(host);
    if (before !== undefined && before.until >= until) return before.until;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => {
      this.#blocks.delete(host);
      this.#block(host, undefined);
    }, until - now);
    this.#blocks.set(host, { since: before?.since ?? now, until, timer });
    this.#block(host, until);
    return until;
  }
}
