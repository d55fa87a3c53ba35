import type { StoreEvent } from './events.ts';
import { reduce } from './reduce.ts';
import { initialState, type State } from './state.ts';

export interface StoreOptions {
  /** The least time between two commits, in milliseconds. */
  readonly commitMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * Events in, commits out. Events change the state at once; those who watch hear of it at most once in `commitMs`, and
 * not at all where nothing has changed: thousands of events a second cost a handful of frames.
 */
export class Store {
  #state = initialState();
  #timer: NodeJS.Timeout | undefined;
  #committedAt = Number.NEGATIVE_INFINITY;
  readonly #watchers = new Set<() => void>();
  readonly #commitMs: number;
  readonly #now: () => number;

  constructor({ commitMs = 100, now = Date.now }: StoreOptions = {}) {
    this.#commitMs = commitMs;
    this.#now = now;
  }

  get state(): State {
    return this.#state;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  dispatch(event: StoreEvent): void {
    const next = reduce(this.#state, event, this.#now());
    if (next === this.#state) return;
    this.#state = next;
    // What a key asked for is not held back with what happens by itself.
    if (event.kind === 'preview') clearTimeout(this.#timer);
    else if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#commit(), event.kind === 'preview' ? 0 : this.#wait());
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watchers.clear();
  }

  #wait(): number {
    return Math.max(0, this.#committedAt + this.#commitMs - performance.now());
  }

  #commit(): void {
    this.#timer = undefined;
    this.#committedAt = performance.now();
    for (const watcher of this.#watchers) watcher();
  }
}
