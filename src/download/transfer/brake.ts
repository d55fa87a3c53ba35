import type { Answer } from './exchange.ts';

export type HoldReason = 'opening' | 'rate' | 'paused';

/** Several may want a connection to stand still; it runs while none does. */
export class Brake {
  readonly #answer: Answer;
  readonly #reasons = new Set<HoldReason>();

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  hold(reason: HoldReason): void {
    this.#reasons.add(reason);
    this.#answer.pause();
  }

  release(reason: HoldReason): void {
    if (this.#reasons.delete(reason) && this.#reasons.size === 0) this.#answer.resume();
  }
}
