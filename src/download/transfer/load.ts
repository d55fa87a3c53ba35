import type { EventLoopUtilization } from 'node:perf_hooks';

/** Looked at again after so long. */
const lookMs = 50;

/** How busy this thread is: where it is itself what everything waits for, asking for more at once gains nothing. */
export class Load {
  readonly #busyShare: number;
  #since: EventLoopUtilization = performance.eventLoopUtilization();
  #at = performance.now();
  #busy = false;

  /** @param busyShare of its time, from which on it counts as busy */
  constructor(busyShare: number) {
    this.#busyShare = busyShare;
  }

  /** Of the last {@link lookMs} or more. */
  isBusy(now: number): boolean {
    if (now - this.#at < lookMs) return this.#busy;
    const load = performance.eventLoopUtilization();
    this.#busy = performance.eventLoopUtilization(load, this.#since).utilization > this.#busyShare;
    this.#since = load;
    this.#at = now;
    return this.#busy;
  }
}
