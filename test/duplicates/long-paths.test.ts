import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withShortPath } from '../../src/duplicates/calls/long-path.ts';
import { tempDir } from '../support/temp-dir.ts';
import { scanned } from './scanning.ts';

/** Folders in one another, made from inside, where no path is ever too long; returns the path of the innermost. */
function nest(dir: string, name: string, depth: number, visit: () => void): string {
  const before = process.cwd();
  onTestFinished(() => void execFileSync('rm', ['-rf', join(dir, name)]));
  process.chdir(dir);
  try {
    for (let level = 0; level < depth; level += 1) {
      mkdirSync(name);
      process.chdir(name);
    }
    visit();
  } finally {
    process.chdir(before);
  }
  return `${dir}${`/${name}`.repeat(depth)}`;
}

const put = () => {
  for (const name of ['a', 'b']) writeFileSync(name, Buffer.alloc(20_000, 'deep'));
};

describe('deep trees', () => {
  test('a thousand folders in one another', async () => {
    const dir = tempDir();
    const inner = nest(dir, 'd', 1_000, put);
    const { groups, problems } = await scanned([dir]);
    expect(problems).toEqual([]);
    expect(groups[0]?.files.map(({ path }) => path)).toEqual([`${inner}/a`, `${inner}/b`]);
  });

  test.skipIf(process.platform !== 'linux')('paths far past PATH_MAX are read like others', async () => {
    const dir = tempDir();
    const inner = nest(dir, 'n'.repeat(200), 50, put);
    expect(inner.length).toBeGreaterThan(10_000);
    writeFileSync(join(dir, 'c'), Buffer.alloc(20_000, 'deep'));
    const { groups, problems } = await scanned([dir]);
    expect(problems).toEqual([]);
    expect(groups[0]?.files.map(({ path }) => path).sort()).toEqual(
      [join(dir, 'c'), `${inner}/a`, `${inner}/b`].sort(),
    );
    expect(withShortPath(`${inner}/a`, (short) => readFileSync(short, 'latin1').slice(0, 4))).toBe('deep');
  });

  test('names of 255 bytes and names that are no text', async () => {
    const dir = tempDir();
    const strange = [Buffer.alloc(255, 'x'), Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from('ü\u001b[31m')];
    for (const name of strange) writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), name]), 'same');
    const { groups, problems } = await scanned([dir]);
    expect(problems).toEqual([]);
    const names = groups[0]?.files.map(({ path }) => path.slice(dir.length + 1)).sort();
    expect(names).toEqual(strange.map((name) => name.toString('latin1')).sort());
  });
});
