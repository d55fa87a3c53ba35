import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../src/orchestrator/heartbeat.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] }));
afterEach(() => void vi.useRealTimers());

function heart(silenceMs: number) {
  const news: string[] = [];
  const heartbeat = new Heartbeat(silenceMs, {
    ask: () => news.push('ask'),
    onSilence: (ms) => news.push(`silent for ${ms}`),
  });
  heartbeat.start();
  return { heartbeat, news };
}

it('asks while nothing is heard, then says so once', () => {
  const { news } = heart(1_000);
  vi.advanceTimersByTime(1_000);
  expect(news).toEqual(['ask', 'ask', 'ask', 'ask']);
  vi.advanceTimersByTime(10_000);
  expect(news.slice(4)).toEqual(['silent for 1000']);
});

it('says so when the time is over, not sooner and hardly later', () => {
  const { news } = heart(60_000);
  vi.advanceTimersByTime(60_000);
  expect(news).not.toContain('silent for 60000');
  vi.advanceTimersByTime(3_001);
  expect(news).toContain('silent for 60000');
});

it('is content with any sign of life', () => {
  const { heartbeat, news } = heart(1_000);
  for (let round = 0; round < 20; round += 1) {
    vi.advanceTimersByTime(900);
    heartbeat.heard();
  }
  expect(news.filter((item) => item !== 'ask')).toEqual([]);
});

it('takes what has arrived meanwhile into account before it judges', () => {
  const { heartbeat, news } = heart(1_000);
  vi.advanceTimersByTime(1_000);
  vi.advanceTimersToNextTimer();
  heartbeat.heard();
  vi.advanceTimersByTime(1);
  expect(news.filter((item) => item !== 'ask')).toEqual([]);
});

it('never looks when told so, or while nothing is held', () => {
  const { news } = heart(0);
  const { heartbeat, news: stopped } = heart(1_000);
  heartbeat.stop();
  vi.advanceTimersByTime(60_000);
  expect([news, stopped]).toEqual([[], []]);
});
