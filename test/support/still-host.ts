import type { Host } from '../../src/ui/carry-out.ts';

const nothing = (): void => {};

/** A host on which nothing that is asked of it has an effect. */
export const stillHost: Host = {
  quit: nothing,
  suspend: nothing,
  redraw: nothing,
  mouse: nothing,
  theme: nothing,
  background: nothing,
  clogged: () => false,
  flushed: async () => {},
};
