/** Comparing byte by byte, with steps of some bytes in the place of megabytes: every border is met by small files. */
import { appendFileSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createHasher } from '../../src/duplicates/digest.ts';
import { scan } from '../../src/duplicates/scan.ts';
import type { Steps } from '../../src/duplicates/steps.ts';
import type { AlgorithmName, ScanEvent } from '../../src/duplicates/types.ts';
import { makeTempDir, removeTree, tempDir } from '../support/temp-dir.ts';
import { naiveGroups } from './naive.ts';
import { optionsFor, pathsOf, scanned } from './scanning.ts';

const steps: Steps = {
  wholeAtOnce: 8,
  headBytes: 4,
  probeFrom: 60,
  probeBytes: 2,
  block: 8,
  firstRange: 24,
  laterRange: 40,
  filesAtOnce: 3,
};

const budgetMs = 10_000;

const before = process.env.FORKFUL_STATE_DIR;
beforeEach(() => {
  process.env.FORKFUL_STATE_DIR = tempDir();
});
afterEach(() => {
  vi.restoreAllMocks();
  if (before === undefined) delete process.env.FORKFUL_STATE_DIR;
  else process.env.FORKFUL_STATE_DIR = before;
});

/** No file is too young for the catalogue. */
function letTimePass(): void {
  const now = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 10_000);
}

/** Families of files that differ in at most two bytes, at and around the borders. */
const family = fc.record({
  size: fc.constantFrom(8, 9, 23, 24, 25, 32, 60, 61, 64, 65, 104, 105, 200),
  members: fc.array(fc.record({ spots: fc.array(fc.nat({ max: 199 }), { maxLength: 2 }), linked: fc.boolean() }), {
    minLength: 1,
    maxLength: 9,
  }),
});
const trees = fc.record({
  families: fc.array(family, { minLength: 1, maxLength: 3 }),
  algorithm: fc.constantFrom<AlgorithmName>('xxh3-128', 'blake3', 'sha256'),
  digests: fc.boolean(),
  catalogue: fc.boolean(),
});
type Tree = typeof trees extends fc.Arbitrary<infer Value> ? Value : never;

function write(dir: string, { families }: Tree): void {
  for (const [family, { size, members }] of families.entries()) {
    for (const [number, { spots, linked }] of members.entries()) {
      const bytes = Buffer.alloc(size, 'p');
      for (const spot of spots) bytes[spot % size] = 33;
      const path = join(dir, `${family}-${number}`);
      writeFileSync(path, bytes);
      if (linked) linkSync(path, `${path}-link`);
    }
  }
}

async function hashOf(path: string, algorithm: AlgorithmName): Promise<string> {
  const hasher = await createHasher(algorithm);
  hasher.init();
  hasher.update(readFileSync(path));
  return Buffer.from(hasher.digest()).toString('hex');
}

test('what agrees byte by byte is what reading everything finds, with the hash of what it holds', {
  timeout: 6 * budgetMs,
}, async () => {
  letTimePass();
  const base = makeTempDir();
  onTestFinished(() => removeTree(base));
  let cases = 0;
  let hashed = 0;
  const property = fc.asyncProperty(trees, async (tree) => {
    cases += 1;
    const dir = join(base, `${cases}`);
    mkdirSync(dir);
    write(dir, tree);
    const { algorithm, catalogue, digests } = tree;
    const found = await scanned([dir], { algorithm, catalogue }, undefined, { digests, steps });
    expect(found.problems).toEqual([]);
    expect(pathsOf(found, dir)).toEqual(naiveGroups(dir, [dir], () => true));
    for (const { hash, files } of found.groups) {
      if (hash === '') expect(digests || catalogue).toBe(false);
      else {
        hashed += 1;
        expect(hash).toBe(await hashOf(files[0]?.path ?? '', algorithm));
      }
    }
    removeTree(dir);
  });
  await fc.assert(property, { numRuns: 2_000, interruptAfterTimeLimit: budgetMs, markInterruptAsFailure: false });
  expect(cases).toBeGreaterThan(20);
  expect(hashed).toBeGreaterThan(0);
});

/** Three contents, two files of each and a link to one, all of them alike in head, middle and end. */
function threeWays(size: number): string {
  const dir = tempDir();
  for (const [number, spot] of [-1, 0.3, 0.7].entries()) {
    const bytes = Buffer.alloc(size, 'forkful');
    if (spot > 0) bytes.write('!', Math.floor(size * spot));
    for (const copy of ['a', 'b']) writeFileSync(join(dir, `${number}${copy}`), bytes);
  }
  linkSync(join(dir, '2b'), join(dir, '2c'));
  return dir;
}

const threeGroups = [
  ['0a', '0b'],
  ['1a', '1b'],
  ['2a', '2b=2c'],
];

describe('three contents that look alike', () => {
  test.each(['serial', 'threads', 'processes'] as const)('fall apart under %s', async (engine) => {
    const dir = threeWays(3_000_000);
    const found = await scanned([dir], { engine, workers: 3 });
    expect(pathsOf(found, dir)).toEqual(threeGroups);
    expect(found.groups.map(({ hash }) => hash.length)).toEqual([32, 32, 32]);
  });

  test('are hashed for nobody', async () => {
    const dir = threeWays(300_000);
    const found = await scanned([dir], {}, undefined, { digests: false });
    expect(pathsOf(found, dir)).toEqual(threeGroups);
    expect(found.groups.map(({ hash }) => hash)).toEqual(['', '', '']);
  });

  test('are known to the next scan, also the one that is like no other', async () => {
    letTimePass();
    const dir = threeWays(300_000);
    const alone = Buffer.alloc(300_000, 'forkful');
    alone.write('!', 100_000);
    writeFileSync(join(dir, 'alone'), alone);
    const first = await scanned([dir], { catalogue: true });
    const second = await scanned([dir], { catalogue: true });
    expect(first.stats.hashedBytes).toBeGreaterThan(6 * 300_000);
    expect(second.stats.hashedBytes).toBe(0);
    expect(second.groups).toEqual(first.groups);
    expect(pathsOf(second, dir)).toEqual(threeGroups);
  });
});

describe('two or three large files of one size', () => {
  const size = 300_000;
  /** @param spots where each differs from the others; -1: nowhere */
  const few = (...spots: readonly number[]): string => {
    const dir = tempDir();
    for (const [number, spot] of spots.entries()) {
      const bytes = Buffer.alloc(size, 'forkful');
      if (spot >= 0) bytes.write('!', spot);
      writeFileSync(join(dir, `${number}`), bytes);
    }
    return dir;
  };

  test('are visited once where they are equal', async () => {
    const found = await scanned([few(-1, -1)], {}, undefined, { digests: false });
    expect(found.groups).toHaveLength(1);
    expect(found.stats.hashedBytes).toBe(2 * size);
  });

  test('are told apart by their first block', async () => {
    const found = await scanned([few(10, 20)], {}, undefined, { digests: false });
    expect(found.groups).toEqual([]);
    expect(found.stats.hashedBytes).toBeLessThan(size);
  });

  test.each([
    ['in their heads', [10, 20]],
    ['in the middle', [-1, size / 2]],
    ['somewhere', [-1, 50_000]],
    ['one of three in its head', [-1, -1, 10]],
    ['one of three somewhere', [-1, -1, 50_000]],
    ['three somewhere', [20_000, 40_000, 60_000]],
  ])('that differ, %s, are known to the next scan', async (_, spots) => {
    letTimePass();
    const dir = few(...spots);
    const first = await scanned([dir], { catalogue: true });
    const second = await scanned([dir], { catalogue: true });
    expect(pathsOf(second, dir)).toEqual(spots[1] === -1 ? [['0', '1']] : []);
    expect(second.groups).toEqual(first.groups);
    expect(second.stats.hashedBytes).toBe(0);
  });
});

test('files are read no further than a range beyond their difference', async () => {
  const dir = tempDir();
  const size = 40_000_000;
  const [one, other] = [Buffer.alloc(size, 'forkful'), Buffer.alloc(size, 'forkful')];
  other.write('!', 5_000_000);
  writeFileSync(join(dir, 'one'), one);
  writeFileSync(join(dir, 'other'), other);
  const { groups, stats } = await scanned([dir]);
  expect(groups).toEqual([]);
  expect(stats.hashedBytes).toBeLessThan(12_000_000);
});

/** The first file of a group, which all others are compared with, changes between the walk and the comparing. */
test.each([1, 2, 8])(
  'the others still meet when the file they are compared with changes: %i others',
  async (others) => {
    const dir = tempDir();
    for (let number = 0; number <= others; number += 1) writeFileSync(join(dir, `${number}`), Buffer.alloc(150, 'p'));
    const events: ScanEvent[] = [];
    let first = '';
    await scan(optionsFor([dir]), {
      steps,
      onEvent(event) {
        events.push(event);
        if (event.kind !== 'progress' || event.progress.phase !== 'comparing' || first !== '') return;
        // The walk goes by inode, and so does what it finds.
        const names = Array.from({ length: others + 1 }, (_, number) => join(dir, `${number}`));
        first = names.reduce((least, name) => (statSync(name).ino < statSync(least).ino ? name : least));
        appendFileSync(first, 'more');
      },
    });
    const problems = events.flatMap((event) => (event.kind === 'problems' ? event.problems : []));
    expect(problems.map(({ path, code }) => [path, code])).toEqual([[first, 'CHANGED']]);
    const groups = events.flatMap((event) => (event.kind === 'groups' ? event.groups : []));
    expect(groups.map(({ files }) => files.length)).toEqual(others > 1 ? [others] : []);
  },
);
