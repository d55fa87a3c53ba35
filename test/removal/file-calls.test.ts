import {
  closeSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BytePath, fromBytes, fromText, joinPath, toFs } from '../../src/base/byte-path.ts';
import { errorCode } from '../../src/base/errors.ts';
import { folderAt, lookAt, lookAtOpen, moveAt, openAt, presentAt, unlinkAt } from '../../src/removal/file-calls.ts';
import { Folder } from '../../src/removal/folder.ts';
import { linuxCalls } from '../../src/removal/linux-calls.ts';
import { type Look, lookOf } from '../../src/removal/look.ts';
import { sandbox } from './sandbox.ts';

/** A name that is no UTF-8. */
const odd = fromBytes(Uint8Array.of(0x61, 0xff, 0x0a, 0x80));

function openFolder(): Folder {
  const folder = new Folder(fromText(sandbox().tree));
  onTestFinished(() => folder.close());
  return folder;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return errorCode(error);
  }
  return 'none';
}

const plain = ({ stamp, isFile, nlink, mode, uid, gid, atimeNs }: Look) => {
  return { stamp, isFile, nlink, mode, uid, gid, atimeNs };
};

test.each(['file', 'folder', 'link', odd])(
  'a look at %j says what node:fs says, by name, path and descriptor',
  (name) => {
    const folder = openFolder();
    const path = toFs(joinPath(folder.path, name));
    if (name === 'folder') mkdirSync(path);
    else if (name === 'link') symlinkSync('nowhere', path);
    else writeFileSync(path, 'content', { mode: 0o4750 });
    // Before 1970, and not to the second.
    if (name === 'file') utimesSync(path, -12.25, -3.5);
    const expected = lookOf(lstatSync(path, { bigint: true }));
    const inFolder = { folder, name: name as BytePath };
    expect(plain(presentAt(inFolder))).toEqual(expected);
    expect(plain(presentAt({ folder: undefined, name: joinPath(folder.path, name) }))).toEqual(expected);
    if (name === 'link') expect(codeOf(() => openAt(inFolder))).toBe('ELOOP');
    else {
      const fd = openAt(inFolder);
      // Opening leaves the access time alone.
      expect(plain(lookAtOpen(fd))).toEqual(expected);
      closeSync(fd);
    }
    const { dev, ino } = statSync(folder.path, { bigint: true });
    expect(folderAt(folder.path)).toMatchObject({ dev, ino });
  },
);

test('what is not there is undefined, or an error with its code', () => {
  const folder = openFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const absent = { folder, name: 'absent' as BytePath };
  expect(lookAt(absent)).toBeUndefined();
  expect(lookAt({ folder: undefined, name: joinPath(folder.path, 'file/below') })).toBeUndefined();
  expect(folderAt(joinPath(folder.path, 'absent'))).toBeUndefined();
  for (const call of [presentAt, openAt, unlinkAt]) expect(codeOf(() => call(absent))).toBe('ENOENT');
  expect(codeOf(() => lookAtOpen(-1))).toBe('EBADF');
  const endless = { folder: undefined, name: `/${'long/'.repeat(1000)}` as BytePath };
  expect(codeOf(() => lookAt(endless))).toBe('ENAMETOOLONG');
});

test('a move never writes over anything, and reaches other folders', () => {
  const folder = openFolder();
  const spot = (name: BytePath | string) => ({ folder, name: name as BytePath });
  writeFileSync(join(folder.path, 'a'), 'a');
  writeFileSync(join(folder.path, 'b'), 'b');
  expect(codeOf(() => moveAt(spot('a'), spot('b')))).toBe('EEXIST');
  expect(readFileSync(join(folder.path, 'b'), 'latin1')).toBe('b');
  mkdirSync(join(folder.path, 'other'));
  moveAt(spot('a'), { folder: undefined, name: joinPath(folder.path, `other/${odd}`) });
  expect(readdirSync(join(folder.path, 'other'), 'latin1')).toEqual([odd]);
  unlinkAt(spot('b'));
  expect(readdirSync(folder.path)).toEqual(['other']);
});

test.runIf(linuxCalls() !== undefined)('a name with a NUL in it leads to no other file', () => {
  const folder = openFolder();
  writeFileSync(join(folder.path, 'a'), 'a');
  const cut = { folder, name: 'a\0b' as BytePath };
  for (const call of [lookAt, openAt, unlinkAt]) expect(codeOf(() => call(cut))).toBe('EINVAL');
  expect(readdirSync(folder.path)).toEqual(['a']);
});

test('a folder that was closed leads nowhere', () => {
  const folder = new Folder(fromText(sandbox().tree));
  folder.close();
  expect(() => lookAt({ folder, name: 'x' as BytePath })).toThrow(/used after it was closed/);
});
