import type { StoreEvent } from '../store/events.ts';

/** Where every part of the session says what happened, and the screen listens. */
export interface Hub {
  readonly publish: (event: StoreEvent) => void;
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** As subscribe; and hears first what happened before, so that the screen misses nothing of the start. */
  open(listener: (event: StoreEvent) => void): () => void;
}

export function createHub(): Hub {
  const listeners = new Set<(event: StoreEvent) => void>();
  let early: StoreEvent[] | undefined = [];
  const subscribe = (listener: (event: StoreEvent) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    publish(event) {
      early?.push(event);
      for (const listener of listeners) listener(event);
    },
    subscribe,
    open(listener) {
      for (const event of early ?? []) listener(event);
      early = undefined;
      return subscribe(listener);
    },
  };
}
