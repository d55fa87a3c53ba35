import { expect, test } from 'vitest';
import { ColdGauge } from '../../src/duplicates/cold-gauge.ts';

/** Each step: blocks of 512 bytes that came from a disk since the last question, and bytes that were looked at. */
function answers(...steps: { readonly blocks: number; readonly looked: number }[]): boolean[] {
  let total = 5_000;
  const gauge = new ColdGauge(() => total);
  return steps.map(({ blocks, looked }) => {
    total += blocks;
    return gauge.isCold(looked);
  });
}

test('what comes from a disk is cold, what was in memory is not', () => {
  expect(answers({ blocks: 2_000, looked: 900_000 }, { blocks: 0, looked: 900_000 })).toEqual([true, false]);
});

test('a stray block does not make a tree cold', () => {
  expect(answers({ blocks: 8, looked: 500 }, { blocks: 200, looked: 4_000_000 })).toEqual([false, false]);
});

test('the answer stands until there was enough to judge anew', () => {
  const little = { blocks: 0, looked: 3_000 };
  expect(answers({ blocks: 2_000, looked: 900_000 }, little, little)).toEqual([true, true, true]);
  const many = Array.from({ length: 12 }, () => little);
  expect(answers({ blocks: 2_000, looked: 900_000 }, ...many).at(-1)).toBe(false);
});
