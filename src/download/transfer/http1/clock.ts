/** How long somebody is still waited for: started anew at each sign of life, without a timer of its own for each. */
export class Clock {
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | undefined;
  #ms = 0;

  /** @param onOver the time is over: the clock stands until it is set or restarted */
  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  /** From now on. */
  set(ms: number): void {
    if (this.#timer !== undefined && this.#ms === ms) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#ms = ms;
    this.#timer = setTimeout(this.#onOver, ms).unref();
  }

  /** The same time again; nothing where it was not set. */
  restart(): void {
    this.#timer?.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
