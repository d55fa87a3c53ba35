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

test('the longer nothing came from a disk, the rarer it is asked; once something did, soon again', () => {
  let [asked, blocks] = [0, 0];
  const gauge = new ColdGauge(() => {
    asked += 1;
    return blocks;
  });
  /** Until it says that it is cold, at most so many times. */
  const look = (times: number) => {
    const before = asked;
    let looks = 0;
    while (looks < times && !gauge.isCold(40_000)) looks += 1;
    return { looks, asked: asked - before };
  };
  expect(look(400)).toMatchObject({ looks: 400 });
  expect(asked).toBeLessThan(15);
  blocks += 1_000_000;
  expect(look(400).looks).toBeLessThan(110);
  expect(look(4)).toEqual({ looks: 4, asked: 2 });
});
