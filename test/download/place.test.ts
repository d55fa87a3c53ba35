import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { partName } from '../../src/download/part-name.ts';
import { place } from '../../src/download/transfer/place.ts';
import { tempDir } from '../support/temp-dir.ts';

const disk = vi.hoisted(() => ({ hasLinks: true, dies: false }));

vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const linkSync: typeof fs.linkSync = (from, to) => {
    if (disk.hasLinks || fs.existsSync(to)) return fs.linkSync(from, to);
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
  };
  const renameSync: typeof fs.renameSync = (from, to) => {
    if (disk.dies) throw new Error('killed');
    fs.renameSync(from, to);
  };
  // Nor does a process that is killed clean up.
  const unlinkSync: typeof fs.unlinkSync = (path) => {
    if (!disk.dies) fs.unlinkSync(path);
  };
  return { ...fs, linkSync, renameSync, unlinkSync } as typeof fs;
});

const part = partName({ url: 'http://127.0.0.1/x', dir: undefined, out: undefined });

function placed(dir: string): string {
  return place(`${dir}/${part}`, dir, 'x', lstatSync(`${dir}/${part}`, { bigint: true })).path;
}

test('on a disk without links, what was about to get its name when the process was killed gets that name', () => {
  const dir = tempDir();
  writeFileSync(`${dir}/${part}`, 'content');
  Object.assign(disk, { hasLinks: false, dies: true });
  expect(() => placed(dir)).toThrow();
  expect(existsSync(`${dir}/x`)).toBe(true);

  disk.dies = false;
  expect(placed(dir)).toBe(`${dir}/x`);
  expect(readdirSync(dir)).toEqual(['x']);
  expect(readFileSync(`${dir}/x`, 'utf8')).toBe('content');
});

test.each([
  ['with links, one that says the same', true, part],
  ['without links, an empty one', false, ''],
])('a file that has the name stays what it is: on a disk %s', (_, hasLinks, content) => {
  const dir = tempDir();
  writeFileSync(`${dir}/${part}`, 'content');
  writeFileSync(`${dir}/x`, content);
  Object.assign(disk, { hasLinks, dies: false });
  expect(placed(dir)).toBe(`${dir}/x (1)`);
  expect(readFileSync(`${dir}/x`, 'utf8')).toBe(content);
  expect(readFileSync(`${dir}/x (1)`, 'utf8')).toBe('content');
});
