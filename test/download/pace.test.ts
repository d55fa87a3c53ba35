import { describe, expect, test } from 'vitest';
import { Pace } from '../../src/download/queue/pace.ts';

describe('how many requests are handed out at a time', () => {
  test('two at most, of a host that is not known', () => {
    expect(new Pace({ jobs: 4 }).batchSize('a', 10_000)).toBe(2);
    expect(new Pace({ jobs: 4 }).batchSize('a', 31)).toBe(1);
  });

  test('as many as take half a second, of each host its own', () => {
    const pace = new Pace({ jobs: 4 });
    pace.took('fast', 10);
    pace.took('slow', 400);
    expect([pace.batchSize('fast', 10_000), pace.batchSize('slow', 10_000)]).toEqual([50, 8]);
  });

  test('never more than a bound, however fast the host', () => {
    const pace = new Pace({ jobs: 4 });
    pace.took('a', 0);
    expect(pace.batchSize('a', 10_000)).toBe(128);
  });

  test('fewer towards the end, so that no connection is left without work', () => {
    const pace = new Pace({ jobs: 4 });
    pace.took('a', 1);
    expect(pace.batchSize('a', 40)).toBe(5);
    expect(pace.batchSize('a', 1)).toBe(1);
  });

  test('at once fewer where the host becomes slow, and by and by more where it becomes fast', () => {
    const pace = new Pace({ jobs: 1 });
    pace.took('a', 5);
    pace.took('a', 250);
    expect(pace.batchSize('a', 10_000)).toBe(8);
    for (let times = 0; times < 20; times += 1) pace.took('a', 5);
    expect(pace.batchSize('a', 10_000)).toBeGreaterThan(40);
  });
});
