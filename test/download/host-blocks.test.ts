import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HostBlocks } from '../../src/download/queue/host-blocks.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const held = new Set<string>();
  const blocks = new HostBlocks((host, until) => {
    if (until !== undefined) held.add(host);
    else held.delete(host);
  });
  return { held, blocks };
}

test('the later end counts', () => {
  const { held, blocks } = watched();
  const until = blocks.wait('a', 5000);
  expect(blocks.wait('a', 1000)).toBe(until);
  vi.advanceTimersByTime(4999);
  expect([...held]).toEqual(['a']);
  vi.advanceTimersByTime(1);
  expect([...held]).toEqual([]);
});

test('a host that only led there goes on, unless it leads there still', () => {
  const { held, blocks } = watched();
  blocks.wait('limited', 60_000, 'shortener');
  // What was on its way already says nothing of what comes.
  vi.advanceTimersByTime(200);
  blocks.wait('limited', 60_000, 'shortener');
  expect([...held]).toEqual(['limited']);
  vi.advanceTimersByTime(2000);
  blocks.wait('limited', 60_000, 'shortener');
  expect([...held]).toEqual(['limited', 'shortener']);
  vi.advanceTimersByTime(60_000);
  expect([...held]).toEqual([]);
});
