const firstMs = 500;
const longestMs = 60_000;

/**
 * Exponential, with full jitter in its upper half: many clients that failed together do not come back together, and none
 * comes back at once.
 * @param attempt tries that have failed, from 1
 * @param random 0 ≤ random < 1
 * @returns milliseconds to wait
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * random;
}
