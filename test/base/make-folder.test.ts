import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, requireFolder } from '../../src/base/make-folder.ts';
import { tempDir } from '../support/temp-dir.ts';

describe('a folder is made', () => {
  test.each(['a', 'a/b/c', 'a//b///c//', 'a/../b', './a/./b'])('with the parents that it lacks: %s', (below) => {
    const path = `${tempDir()}/${below}`;
    expect(makeFolder(path, 0o700)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(makeFolder(path)).toBe(false);
  });

  test('by bytes that are not UTF-8, and below a link to a folder', () => {
    const dir = tempDir();
    symlinkSync('.', join(dir, 'link'));
    const path = Buffer.concat([Buffer.from(join(dir, 'link/')), Buffer.from([0xff, 0xfe]), Buffer.from('/x')]);
    expect(makeFolder(path)).toBe(true);
    expect(statSync(path).isDirectory()).toBe(true);
  });
});

describe('what cannot be made', () => {
  const file = () => {
    const path = join(tempDir(), 'file');
    writeFileSync(path, '');
    return path;
  };

  test('is named, with the reason', () => {
    const path = file();
    expect(() => requireFolder(path)).toThrow(`the folder ${path} cannot be made: what has this name is not a folder`);
    expect(() => requireFolder(`${path}/a/b`)).toThrow(`the folder ${path}/a/b cannot be made: not a folder`);
  });

  test('ends, where the parent is there and mkdir(2) finds none', () => {
    const dir = tempDir();
    symlinkSync('nowhere', join(dir, 'dangling'));
    mkdirSync(join(dir, 'below'));
    expect(() => makeFolder(join(dir, 'dangling/a'))).toThrow();
    if (process.platform === 'linux') expect(() => makeFolder('/proc/none/a')).toThrow('ENOENT');
  });
});
