/**
 * A sign of life from deep inside long synchronous work, where no task context is at hand: a loop over the blocks of a
 * large file calls `alive()` once a block, in a worker and elsewhere alike. It costs some tens of nanoseconds.
 */
let voice: (() => void) | undefined;

/** Tells the pool, if this is a worker of one, that the work goes on although the event loop is blocked. */
export function alive(): void {
  voice?.();
}

/** The worker's side says how. */
export function giveVoice(next: () => void): void {
  voice = next;
}
