import { vi } from 'vitest';

/** Waits until a check passes, for as long as a loaded machine may need; fails with the check's own last failure. */
export function eventually<Outcome>(check: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 });
}
