import { appendFileSync, mkdirSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/duplicates/scan.ts';
import type { ScanEvent } from '../../src/duplicates/types.ts';
import { tempDir } from '../support/temp-dir.ts';
import { optionsFor } from './scanning.ts';

/** Three equal files of a size that is not read in the walk; `change` happens to `b` between the walk and the reading. */
async function scanWhile(change: (path: string) => void, size = 20_000) {
  const dir = tempDir();
  for (const name of ['a', 'b', 'c']) writeFileSync(join(dir, name), Buffer.alloc(size, 'forkful'));
  const events: ScanEvent[] = [];
  let changed = false;
  await scan(optionsFor([dir]), {
    onEvent(event) {
      events.push(event);
      if (event.kind !== 'progress' || event.progress.phase !== 'comparing' || changed) return;
      changed = true;
      change(join(dir, 'b'));
    },
  });
  expect(changed).toBe(true);
  const below = (path: string) => path.slice(dir.length + 1);
  return {
    groups: events.flatMap((event) =>
      event.kind === 'groups' ? event.groups.map(({ files }) => files.map(({ path }) => below(path))) : [],
    ),
    problems: events.flatMap((event) =>
      event.kind === 'problems' ? event.problems.map(({ path, code }) => [below(path), code]) : [],
    ),
  };
}

describe('a file that changes under the scan is reported and in no group', () => {
  const others = [['a', 'c']];
  const changes: [string, (path: string) => void, string][] = [
    ['grows', (path) => appendFileSync(path, 'x'), 'CHANGED'],
    ['shrinks', (path) => truncateSync(path, 19_999), 'CHANGED'],
    ['is emptied', (path) => truncateSync(path, 0), 'CHANGED'],
    [
      'is written anew with the same content',
      (path) => writeFileSync(path, Buffer.alloc(20_000, 'forkful')),
      'CHANGED',
    ],
    ['gets other times', (path) => utimesSync(path, 1, 1), 'CHANGED'],
    ['vanishes', (path) => rmSync(path), 'ENOENT'],
    [
      'becomes a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
      'EISDIR',
    ],
  ];

  test.each(changes)('%s', async (_, change, code) => {
    const { groups, problems } = await scanWhile(change);
    expect(groups).toEqual(others);
    expect(problems).toEqual([['b', code]]);
  });

  test('also a huge one, in lockstep', async () => {
    const size = 9 * 1024 * 1024;
    const { groups, problems } = await scanWhile((path) => truncateSync(path, size - 1), size);
    expect(groups).toEqual(others);
    expect(problems).toEqual([['b', 'CHANGED']]);
  });
});

test('files of /proc claim to be empty and are not: no group, no crash', async (context) => {
  if (process.platform !== 'linux') return context.skip();
  const events: ScanEvent[] = [];
  await scan(optionsFor([`/proc/${process.pid}/attr`], { minSize: 0 }), { onEvent: (event) => events.push(event) });
  expect(readdirSync(`/proc/${process.pid}/attr`).length).toBeGreaterThan(0);
  expect(events.some((event) => event.kind === 'groups')).toBe(false);
});
