/** Restart intensity as in OTP's supervisor: at most `max` deaths within `withinMs`, then the failure is shown. */
export class RestartIntensity {
  readonly #max: number;
  readonly #withinMs: number;
  #deaths: number[] = [];

  constructor({ max, withinMs }: { readonly max: number; readonly withinMs: number }) {
    this.#max = max;
    this.#withinMs = withinMs;
  }

  /** @param now milliseconds, monotonic. @returns whether the worker may be restarted */
  allows(now: number): boolean {
    this.#deaths = this.#deaths.filter((at) => now - at < this.#withinMs);
    this.#deaths.push(now);
    return this.#deaths.length <= this.#max;
  }

  toString(): string {
    return `more than ${this.#max} deaths in ${this.#withinMs / 1000} s`;
  }
}

/** Milliseconds before the n-th try (from 1) to start a worker on a system that is short of something. */
export function shortageDelay(attempt: number): number {
  return Math.min(100 * 2 ** (attempt - 1), 5_000);
}
