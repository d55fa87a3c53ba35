import { expect, it } from 'vitest';
import { RestartIntensity, shortageDelay } from '../../src/orchestrator/restart-intensity.ts';

it('allows so many deaths within the time, and one more is too many', () => {
  const intensity = new RestartIntensity({ max: 3, withinMs: 1_000 });
  expect([0, 100, 200, 300].map((now) => intensity.allows(now))).toEqual([true, true, true, false]);
});

it('forgets deaths that are long past', () => {
  const intensity = new RestartIntensity({ max: 2, withinMs: 1_000 });
  expect([0, 600, 1_000, 1_600, 2_000].map((now) => intensity.allows(now))).toEqual([true, true, true, true, true]);
});

it('allows no restart at all with a maximum of none', () => {
  expect(new RestartIntensity({ max: 0, withinMs: 1_000 }).allows(0)).toBe(false);
});

it('tries again later and later on a system that is short of processes, with a bound', () => {
  expect([1, 2, 3, 4, 20].map(shortageDelay)).toEqual([100, 200, 400, 800, 5_000]);
});
