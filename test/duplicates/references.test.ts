import { linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import type { EngineName } from '../../src/orchestrator/types.ts';
import { tempDir } from '../support/temp-dir.ts';
import { pathsOf, scanned } from './scanning.ts';

function put(path: string, content: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

describe('an inode with a name among the references', () => {
  /** References large enough that the walk meets the plain names first. */
  function linked(): string {
    const dir = tempDir();
    for (let folder = 0; folder < 40; folder += 1) {
      for (let file = 0; file < 20; file += 1) put(join(dir, `ref/d${folder}/other-${file}`), `${folder}-${file}`);
      const master = join(dir, `ref/d${folder}/master`);
      put(master, `the content number ${folder}`);
      mkdirSync(join(dir, 'plain'), { recursive: true });
      linkSync(master, join(dir, `plain/link${folder}`));
      const copy = join(dir, `plain/copy${folder}`);
      put(copy, `the content number ${folder}`);
      utimesSync(copy, 1, 1);
    }
    return dir;
  }

  test.each<EngineName>(['serial', 'threads'])('is a reference under all of them (%s)', async (engine) => {
    const dir = linked();
    const { groups } = await scanned([join(dir, 'plain')], { engine, reference: [fromText(join(dir, 'ref'))] });
    expect(groups).toHaveLength(40);
    for (const { files } of groups) {
      expect(files.map(({ reference }) => reference)).toEqual([true, false]);
      expect(files[0]?.links).toHaveLength(1);
      expect(files[1]?.path).toContain('/plain/copy');
    }
  });
});

describe('a file given beside its folder', () => {
  const dir = () => {
    const folder = tempDir();
    for (const [name, content] of Object.entries({ a: 'one', b: 'one', c: 'two', e: 'two' }))
      put(join(folder, name), content);
    return folder;
  };

  test.each([
    ['first', (folder: string) => [`${folder}/./a`, folder]],
    ['last', (folder: string) => [`${folder}/`, `${folder}//a`]],
  ])('%s, in another spelling, hides nothing of it and is one file', async (_, roots) => {
    const folder = dir();
    const { groups } = await scanned(roots(folder));
    expect(groups.map(({ files }) => files.map(({ links }) => links))).toEqual([
      [[], []],
      [[], []],
    ]);
  });

  test('as a reference, it is one, and hides nothing', async () => {
    const folder = dir();
    const { groups } = await scanned([`${folder}/`], { reference: [fromText(`${folder}/a`)] });
    const flags = groups.map(({ files }) => files.map(({ path, reference }) => [path.at(-1), reference]));
    expect(flags.sort()).toEqual([
      [
        ['a', true],
        ['b', false],
      ],
      [
        ['c', false],
        ['e', false],
      ],
    ]);
  });

  test('the catalogue remembers the rest of its folder', async () => {
    const folder = tempDir();
    for (let file = 0; file < 8; file += 1) {
      put(join(folder, `file-${file}`), `content ${file >> 1}`);
      utimesSync(join(folder, `file-${file}`), 1, 1);
    }
    const stateDir = tempDir();
    const before = process.env.FORKFUL_STATE_DIR;
    process.env.FORKFUL_STATE_DIR = stateDir;
    try {
      const whole = async () => (await scanned([folder], { catalogue: true })).stats.cachedFiles;
      await whole();
      const remembered = await whole();
      await scanned([join(folder, 'file-0'), join(folder, 'file-1')], { catalogue: true });
      expect(await whole()).toBe(remembered);
    } finally {
      if (before === undefined) delete process.env.FORKFUL_STATE_DIR;
      else process.env.FORKFUL_STATE_DIR = before;
    }
  });
});

test('a link to a file, given by name, is followed', async () => {
  const dir = tempDir();
  put(join(dir, 'd/a'), 'same');
  put(join(dir, 'd/b'), 'same');
  mkdirSync(join(dir, 'x'));
  symlinkSync('../d/a', join(dir, 'x/la'));
  expect(pathsOf(await scanned([join(dir, 'x/la'), join(dir, 'd/b')]), dir)).toEqual([['d/a', 'd/b']]);
});
