import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../src/download/backoff.ts';
import { type Failed, planRetry } from '../../src/download/queue/retry-plan.ts';
import { retryAfterMs } from '../../src/download/retry-after.ts';

const failed = (more: Partial<Failed>): Failed => ({
  kind: 'failed',
  reason: 'why',
  retry: 'later',
  status: undefined,
  retryAfterMs: undefined,
  host: undefined,
  checkpoint: undefined,
  ...more,
});

describe('after a failed try', () => {
  test('what may pass is tried again, later each time, never two at the same moment, at most a minute apart', () => {
    for (let attempt = 1; attempt < 20; attempt += 1) {
      const [least, most] = [backoffMs(attempt, 0), backoffMs(attempt, 0.999)];
      expect(least).toBeGreaterThanOrEqual(backoffMs(Math.max(1, attempt - 1), 0));
      expect(most).toBeGreaterThan(least);
      expect(most).toBeLessThanOrEqual(60_000);
    }
  });

  test('the retries have an end', () => {
    expect(planRetry(failed({}), 5, 5, 0).kind).toBe('wait');
    expect(planRetry(failed({}), 6, 5, 0)).toEqual({ kind: 'give-up', reason: 'why' });
    expect(planRetry(failed({}), 1, 0, 0).kind).toBe('give-up');
  });

  test('Retry-After is obeyed whole, for the host, unless it is longer than a day', () => {
    expect(planRetry(failed({ retryAfterMs: 3_600_000 }), 1, 5, 0)).toEqual({
      kind: 'wait',
      ms: 3_600_000,
      hostMs: 3_600_000,
    });
    expect(planRetry(failed({ retryAfterMs: 90_000_000 }), 1, 5, 0).kind).toBe('give-up');
    // One that has no try left is not the only one that asks this host.
    expect(planRetry(failed({ retryAfterMs: 1000 }), 6, 5, 0)).toMatchObject({ kind: 'give-up', hostMs: 1000 });
  });

  test('a Retry-After that is over already, or soon, does not use the tries up at once', () => {
    for (const soon of [0, 100]) {
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        expect(planRetry(failed({ retryAfterMs: soon }), attempt, 5, 0)).toEqual({
          kind: 'wait',
          ms: backoffMs(attempt, 0),
          hostMs: soon,
        });
      }
    }
  });

  test('what is in the way of all stops all; what will not change is not asked again', () => {
    expect(planRetry(failed({ retry: 'halt' }), 1, 5, 0).kind).toBe('stop');
    expect(planRetry(failed({ retry: 'never' }), 1, 5, 0).kind).toBe('give-up');
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);
  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
