import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BytePath, fromBytes, fromText, joinPath } from '../../src/base/byte-path.ts';
import { changeFolder, changeProcessFolder, folderExists, makeAndEnter } from '../../src/report/folders.ts';
import { tempDir } from '../support/temp-dir.ts';

const entered: BytePath[] = [];
const change = (folder: BytePath) => void entered.push(folder);
const shown = (result: { pairs: readonly (readonly [string, string])[] }) => Object.fromEntries(result.pairs);

test('a folder exists, a file by that name is none, and neither is nothing', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'file'), '');
  expect(folderExists(fromText(dir))).toMatchObject({ ok: true });
  expect(shown(folderExists(fromText(join(dir, 'file')))).exists).toMatch(/something else/);
  expect(shown(folderExists(fromText(join(dir, 'none')))).exists).toBe('no');
  expect(shown(folderExists(fromText(join(dir, 'file', 'below')))).exists).toBe('no');
});

test('a folder is made with its parents, entered, and its files are counted', () => {
  const folder = fromText(join(tempDir(), 'a', 'b'));
  expect(shown(makeAndEnter(folder, change))).toMatchObject({ made: 'yes', holds: '0 files, 0 folders' });
  expect(entered).toContain(folder);
  writeFileSync(join(folder, 'one'), '');
  mkdirSync(join(folder, 'two'));
  symlinkSync('one', join(folder, 'link'));
  expect(shown(makeAndEnter(folder, change))).toMatchObject({
    made: 'it was there already',
    holds: '1 file, 1 folder',
  });
});

test('a folder whose name is no text is made and entered by its bytes', () => {
  const folder = joinPath(fromText(tempDir()), fromBytes(Buffer.from([0xff, 0x0a, 0x1b])));
  const result = makeAndEnter(folder, change);
  expect(result.ok).toBe(true);
  expect(shown(result)['current folder']).toMatch(/\\n\\e$/);
  expect(existsSync(Buffer.from(folder, 'latin1'))).toBe(true);
  expect(shown(changeFolder(folder, changeProcessFolder)).failed).toMatch(/not UTF-8/);
});

test('what cannot be made or entered says why, and nothing is entered', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'file'), '');
  entered.length = 0;
  expect(shown(makeAndEnter(fromText(join(dir, 'file')), change)).failed).toBe('exists already');
  expect(shown(changeFolder(fromText(join(dir, 'none')), change)).failed).toBe('no such file or folder');
  expect(entered).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('a closed folder is refused (needs a user that is not root)', () => {
  const dir = tempDir();
  chmodSync(dir, 0);
  expect(shown(changeFolder(fromText(dir), change)).failed).toBe('permission denied');
});
