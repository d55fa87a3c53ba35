import type { EventLoopUtilization } from 'node:perf_hooks';

/** How busy this thread is: where it is itself what everything waits for, asking for more at once gains nothing. */
export class Load {
  readonly #busyShare: number;
  readonly #lookMs: number;
  #since: EventLoopUtilization = performance.eventLoopUtilization();
  #at = performance.now();
  #busy = false;

  /** @param busyShare of its time, from which on it counts as busy; @param lookMs over so long, at least */
  constructor(busyShare: number, lookMs: number) {
    this.#busyShare = busyShare;
    this.#lookMs = lookMs;
  }

  isBusy(now: number): boolean {
    if (now - this.#at < this.#lookMs) return this.#busy;
    const load = performance.eventLoopUtilization();
    this.#busy = performance.eventLoopUtilization(load, this.#since).utilization > this.#busyShare;
    this.#since = load;
    this.#at = now;
    return this.#busy;
  }
}
