/** How far a scan says that it is: what is ahead is known before it is done. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { scan } from '../../src/duplicates/scan.ts';
import { defaultSteps, type Steps } from '../../src/duplicates/steps.ts';
import type { ScanProgress } from '../../src/duplicates/types.ts';
import { tempDir } from '../support/temp-dir.ts';
import { optionsFor } from './scanning.ts';

/** Small steps in the place of megabytes: files of some kilobytes are large. */
const steps: Steps = {
  ...defaultSteps,
  wholeAtOnce: 16,
  headBytes: 4,
  probeFrom: 16,
  probeBytes: 4,
  block: 512,
  firstRange: 1024,
  laterRange: 1024,
};

/** What a scan says while it compares, each step of it. */
async function comparing(files: Readonly<Record<string, Buffer>>): Promise<ScanProgress[]> {
  const dir = tempDir();
  mkdirSync(dir, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  let now = 0;
  // Progress is told ten times a second at most: here each is a second after the last.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 1000;
    return now;
  });
  const told: ScanProgress[] = [];
  const onEvent = (event: Parameters<Parameters<typeof scan>[1]['onEvent']>[0]): void => {
    if (event.kind === 'progress' && event.progress.phase === 'comparing') told.push(event.progress);
  };
  await scan({ ...optionsFor([dir]), catalogue: false, engine: 'serial' }, { onEvent, steps });
  clock.mockRestore();
  for (const { doneBytes, totalBytes } of told) expect(doneBytes).toBeLessThanOrEqual(totalBytes);
  return told.filter(({ totalBytes }) => totalBytes > 0);
}

const size = 20_000;

test('two large files are ahead as a whole from the start, and done only at the end', async () => {
  const told = await comparing({ a: Buffer.alloc(size, 'x'), b: Buffer.alloc(size, 'x') });
  expect(told.length).toBeGreaterThan(10);
  expect(new Set(told.map(({ totalBytes }) => totalBytes))).toEqual(new Set([2 * size]));
  expect(told.slice(0, -1).every(({ doneBytes }) => doneBytes < 2 * size)).toBe(true);
  expect(told.at(-1)?.doneBytes).toBe(2 * size);
});

test('many pairs are ahead all at once', async () => {
  const pairs = Array.from({ length: 20 }, (_, pair) => size + pair);
  const whole = pairs.reduce((sum, bytes) => sum + 2 * bytes, 0);
  const files = pairs.flatMap((bytes) => ['a', 'b'].map((name) => [`${bytes}${name}`, Buffer.alloc(bytes, 'x')]));
  const told = await comparing(Object.fromEntries(files));
  expect(new Set(told.map(({ totalBytes }) => totalBytes))).toEqual(new Set([whole]));
});

test('what differs falls away, and nothing of it stays ahead', async () => {
  const other = Buffer.alloc(size, 'x');
  other[3000] = 33;
  const equal = Buffer.alloc(size + 1, 'x');
  const told = await comparing({ a: Buffer.alloc(size, 'x'), b: other, c: equal, d: equal });
  const totals = told.map(({ totalBytes }) => totalBytes);
  expect(totals[0]).toBe(4 * size + 2);
  expect(totals).toEqual(totals.toSorted((a, b) => b - a));
  expect(told.at(-1)?.doneBytes).toBe(totals.at(-1));
  expect(totals.at(-1)).toBeLessThan(3 * size);
});

test('a large group that several tasks share ends with nothing ahead, too', async () => {
  const files = Array.from({ length: 100 }, (_, file) => [`${file}`, Buffer.alloc(size, 'x')]);
  const told = await comparing(Object.fromEntries(files));
  const { doneBytes, totalBytes } = told.at(-1) ?? {};
  expect(doneBytes).toBe(totalBytes);
  expect(doneBytes).toBeGreaterThanOrEqual(100 * size);
});
