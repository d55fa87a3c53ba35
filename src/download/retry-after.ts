/** Longer waits are shown as what they are, a refusal; the server is asked again at the next run. */
export const longestWaitMs = 24 * 60 * 60 * 1000;

/**
 * RFC 9110, 10.2.3: a number of seconds, or a date.
 * @param now milliseconds since the epoch
 * @returns milliseconds from now; undefined where the header is missing or makes no sense
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
