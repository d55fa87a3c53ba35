import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { tempDir } from '../support/temp-dir.ts';
import { pathsOf, scanned } from './scanning.ts';

function tree(files: Readonly<Record<string, string | Buffer>>): string {
  const dir = tempDir();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

/** Permissions do not bind root: for as long as `work` takes, this process is somebody else. */
async function withoutPrivileges<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('what is one file', () => {
  test('names of one inode are one file with links, not duplicates', async () => {
    const dir = tree({ a: 'same', b: 'same' });
    linkSync(join(dir, 'a'), join(dir, 'a2'));
    expect(pathsOf(await scanned([dir]), dir)).toEqual([['a=a2', 'b']]);
  });

  test('an inode alone under many names is no group', async () => {
    const dir = tree({ a: 'same' });
    linkSync(join(dir, 'a'), join(dir, 'b'));
    expect((await scanned([dir])).groups).toEqual([]);
  });

  test('roots that overlap or repeat are walked once', async () => {
    const dir = tree({ 'x/a': 'same', 'x/b': 'same', 'x/y/c': 'same' });
    const roots = [dir, join(dir, 'x'), dir, `${dir}/x/y/`, join(dir, 'x', '..')];
    const { groups, stats } = await scanned(roots);
    expect(groups.map(({ files }) => files.length)).toEqual([3]);
    expect(groups[0]?.files.every(({ links }) => links.length === 0)).toBe(true);
    expect(stats.files).toBe(3);
  });

  test('one root inside another is known by its own name', async () => {
    const dir = tree({ a: 'same', 'x/b': 'same' });
    const { groups } = await scanned([dir, join(dir, 'x')]);
    expect(groups[0]?.files.map(({ path, root }) => [path, root])).toEqual(
      expect.arrayContaining([
        [join(dir, 'a'), 0],
        [join(dir, 'x/b'), 1],
      ]),
    );
  });

  test('symbolic links to files, folders and themselves join nothing and are not followed', async () => {
    const dir = tree({ 'x/a': 'same' });
    symlinkSync('x/a', join(dir, 'to-file'));
    symlinkSync('x', join(dir, 'to-folder'));
    symlinkSync('..', join(dir, 'x/up'));
    symlinkSync('loop', join(dir, 'loop'));
    const { groups, problems, stats } = await scanned([dir]);
    expect({ groups, problems, files: stats.files }).toEqual({ groups: [], problems: [], files: 1 });
  });

  test('a link given as root is followed', async () => {
    const dir = tree({ 'x/a': 'same', 'x/b': 'same' });
    symlinkSync('x', join(dir, 'link'));
    expect(pathsOf(await scanned([join(dir, 'link')]), dir)).toEqual([['link/a', 'link/b']]);
  });

  test('a file given as root is a file of the scan', async () => {
    const dir = tree({ a: 'same', 'x/b': 'same', c: 'same' });
    expect(pathsOf(await scanned([join(dir, 'a'), join(dir, 'x')]), dir)).toEqual([['a', 'x/b']]);
  });

  test.skipIf(process.platform !== 'linux')('fifos and sockets are passed by', async () => {
    const dir = tree({ a: 'same', b: 'same', empty: '' });
    execFileSync('mkfifo', [join(dir, 'fifo')]);
    const server = createServer().listen(join(dir, 'socket'));
    onTestFinished(() => void server.close());
    await new Promise((listening) => server.once('listening', listening));
    const { groups, stats } = await scanned([dir], { minSize: 0 });
    expect(pathsOf({ groups }, dir)).toEqual([['a', 'b']]);
    expect(stats.files).toBe(3);
  });
});

describe('what joins', () => {
  test('empty files only when asked for', async () => {
    const dir = tree({ a: '', b: '', c: 'x' });
    expect((await scanned([dir])).groups).toEqual([]);
    expect(pathsOf(await scanned([dir], { minSize: 0 }), dir)).toEqual([['a', 'b']]);
  });

  test('sizes are bounded on both sides, inclusive', async () => {
    const files = Object.fromEntries(
      [1, 2, 3, 4].flatMap((size) => [0, 1].map((n) => [`${size}-${n}`, 'x'.repeat(size)])),
    );
    const dir = tree(files);
    expect(pathsOf(await scanned([dir], { minSize: 2, maxSize: 3 }), dir)).toEqual([
      ['2-0', '2-1'],
      ['3-0', '3-1'],
    ]);
  });

  test('hidden files and folders only when asked for', async () => {
    const dir = tree({ a: 'same', '.b': 'same', '.x/c': 'same' });
    expect((await scanned([dir], { hidden: false })).groups).toEqual([]);
    expect(pathsOf(await scanned([dir], { hidden: true }), dir)).toEqual([['.b', '.x/c', 'a']]);
  });

  test('globs include and exclude, by path below the root or by base name', async () => {
    const dir = tree({ 'x/a.jpg': 's', 'x/b.jpg': 's', 'y/c.jpg': 's', 'y/d.png': 's', 'skip/e.jpg': 's' });
    const found = async (include: string[], exclude: string[]) =>
      pathsOf(await scanned([dir], { include, exclude }), dir);
    expect(await found(['*.jpg'], ['skip'])).toEqual([['x/a.jpg', 'x/b.jpg', 'y/c.jpg']]);
    expect(await found([], ['skip/**', 'x/**'])).toEqual([['y/c.jpg', 'y/d.png']]);
    expect(await found(['y/*'], [])).toEqual([['y/c.jpg', 'y/d.png']]);
    expect(await found([], ['skip/', 'x//'])).toEqual([['y/c.jpg', 'y/d.png']]);
  });

  test('reference folders are scanned, flagged and come first', async () => {
    const dir = tree({ 'mine/a': 'same', 'known/b': 'same' });
    const { groups } = await scanned([join(dir, 'mine')], { reference: [fromText(join(dir, 'known'))] });
    expect(groups[0]?.files.map(({ path, reference }) => [path.slice(dir.length), reference])).toEqual([
      ['/known/b', true],
      ['/mine/a', false],
    ]);
  });

  test('a reference inside a root stays a reference', async () => {
    const dir = tree({ a: 'same', 'known/b': 'same' });
    const { groups } = await scanned([dir], { reference: [fromText(join(dir, 'known'))] });
    expect(groups[0]?.files.map(({ reference }) => reference)).toEqual([true, false]);
  });
});

describe('what is equal', () => {
  const kilobyte = 1024;
  const sizes = [1, 4096, 16 * kilobyte, 16 * kilobyte + 1, 256 * kilobyte, 256 * kilobyte + 1, 9 * 1024 * kilobyte];

  for (const size of sizes) {
    test(`${size} bytes: equal files meet, a single different byte anywhere keeps them apart`, async () => {
      const content = Buffer.alloc(size, 'forkful');
      const files: Record<string, Buffer> = { equal1: content, equal2: content };
      for (const at of [0, size >> 2, size >> 1, size - 1]) {
        const other = Buffer.from(content);
        other.writeUInt8(other.readUInt8(at) ^ 1, at);
        files[`other-${at}`] = other;
      }
      const dir = tree(files);
      expect(pathsOf(await scanned([dir]), dir)).toEqual([['equal1', 'equal2']]);
    });
  }

  test('sparse files are files like others', async () => {
    const dir = tree({ hole1: '', hole2: '', zeros: Buffer.alloc(3 * 1024 * kilobyte) });
    for (const name of ['hole1', 'hole2']) truncateSync(join(dir, name), 3 * 1024 * kilobyte);
    expect(pathsOf(await scanned([dir]), dir)).toEqual([['hole1', 'hole2', 'zeros']]);
  });

  test('huge files are told apart in lockstep: little is read beyond the difference', async () => {
    const dir = tree({ a: '', b: '' });
    const size = 2 ** 30;
    for (const name of ['a', 'b']) truncateSync(join(dir, name), size);
    execFileSync('dd', ['of=b', 'bs=1', 'seek=1000000', 'conv=notrunc', 'status=none'], { cwd: dir, input: 'x' });
    const { groups, stats } = await scanned([dir]);
    expect(groups).toEqual([]);
    expect(stats.hashedBytes).toBeLessThan(size / 16);
  });
});

describe('what cannot be read', () => {
  test('a root that is not there is reported', async () => {
    const dir = tree({ a: 'same', b: 'same' });
    const { groups, problems } = await scanned([join(dir, 'nowhere'), dir]);
    expect(groups).toHaveLength(1);
    expect(problems.map(({ path, code }) => [path, code])).toEqual([[join(dir, 'nowhere'), 'ENOENT']]);
  });

  test('a folder or file without permission is reported, the rest is done', async () => {
    const dir = tree({ a: 'same', b: 'same', c: 'same', 'closed/d': 'same' });
    chmodSync(join(dir, 'c'), 0);
    chmodSync(join(dir, 'closed'), 0);
    chmodSync(dir, 0o755);
    const result = await withoutPrivileges(() => scanned([dir]));
    expect(pathsOf(result, dir)).toEqual([['a', 'b']]);
    expect(result.problems.map(({ path, code }) => [path.slice(dir.length), code]).sort()).toEqual([
      ['/c', 'EACCES'],
      ['/closed', 'EACCES'],
    ]);
  });
});

describe('what is told', () => {
  test('figures of the summary', async () => {
    const dir = tree({ a: 'same', b: 'same', c: 'same', d: 'other', 'x/e': 'other', f: 'alone!' });
    const { stats } = await scanned([dir]);
    expect(stats).toMatchObject({ files: 6, bytes: 28, groups: 2, redundantFiles: 3, redundantBytes: 13 });
  });

  test('progress never falls and never passes its total', async () => {
    const files: Record<string, Buffer> = {};
    for (let index = 0; index < 300; index += 1) files[`f${index}`] = Buffer.alloc(20_000, index % 40);
    const { progress } = await scanned([tree(files)]);
    let done = 0;
    for (const { doneBytes, totalBytes } of progress) {
      expect(doneBytes).toBeGreaterThanOrEqual(done);
      expect(doneBytes).toBeLessThanOrEqual(totalBytes);
      done = doneBytes;
    }
    expect(progress.at(-1)).toMatchObject({ phase: 'done', files: 300, groups: 40 });
  });
});
