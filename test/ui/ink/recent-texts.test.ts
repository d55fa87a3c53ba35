import { expect, it } from 'vitest';
import RecentTexts from '../../../src/ui/ink/recent-texts.ts';

it('knows the texts of the last frames, and forgets those before', () => {
  const texts = new RecentTexts<number>();
  const frame = (tick: number): string => `${tick} `.padEnd(8000, '.');
  texts.set('a title that stays', -1);
  for (let tick = 0; tick < 10_000; tick += 1) {
    texts.set(frame(tick), tick);
    expect(texts.get('a title that stays')).toBe(-1);
    expect(texts.get(frame(Math.max(0, tick - 5)))).toBe(Math.max(0, tick - 5));
  }
  expect(texts.get(frame(0))).toBeUndefined();
  expect(texts.size).toBeLessThan(50);
});
