/**
 * Liveness of a worker that holds a task. Anything it says is a sign of life; when it says nothing it is asked, and its
 * event loop answers. So a stopped process and a hung loop are silent, while long synchronous work shows itself by
 * emitting or by `alive()`. Silence is counted in looks, not by the clock: after our own process was stopped (Ctrl-Z, a
 * laptop's sleep) only one look is late, and nobody is killed for it.
 */
export class Heartbeat {
  readonly #silenceMs: number;
  readonly #ask: () => void;
  readonly #onSilence: (ms: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #silentLooks = 0;

  /** @param silenceMs milliseconds; 0 = never look */
  constructor(
    silenceMs: number,
    { ask, onSilence }: { readonly ask: () => void; readonly onSilence: (ms: number) => void },
  ) {
    this.#silenceMs = silenceMs;
    this.#ask = ask;
    this.#onSilence = onSilence;
  }

  start(): void {
    if (this.#silenceMs <= 0 || this.#timer !== undefined) return;
    this.#silentLooks = 0;
    this.#timer = setInterval(() => this.#look(), this.#silenceMs / looksInSilence);
  }

  heard(): void {
    this.#silentLooks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#silentLooks += 1;
    // What has arrived meanwhile is read first: the silence may be our own loop's.
    if (this.#silentLooks > looksInSilence) setImmediate(() => this.#judge());
    else if (this.#silentLooks % looksToAsk === 0) this.#ask();
  }

  #judge(): void {
    if (this.#timer === undefined || this.#silentLooks <= looksInSilence) return;
    this.stop();
    this.#onSilence(this.#silenceMs);
  }
}

/** So that it is over by no more than a twentieth when it is noticed. */
const looksInSilence = 20;
/** Its loop may be behind: it is asked more than once. */
const looksToAsk = 5;
