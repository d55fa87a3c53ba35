import { execFileSync } from 'node:child_process';
import { linkSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CallFailed, checked, type FileCalls } from '../../../src/duplicates/calls/file-calls.ts';
import { fileKinds } from '../../../src/duplicates/calls/file-state.ts';
import { linuxCalls } from '../../../src/duplicates/calls/linux-calls.ts';
import { Listing } from '../../../src/duplicates/calls/listing.ts';
import { nodeCalls } from '../../../src/duplicates/calls/node-calls.ts';
import { tempDir } from '../../support/temp-dir.ts';

const implementations: [string, FileCalls | undefined][] = [
  ['node:fs', nodeCalls()],
  ['the C library', linuxCalls()],
];

test.runIf(process.platform === 'linux')('on Linux the C library is called', () => {
  expect(linuxCalls()).toBeDefined();
});

describe.each(implementations.flatMap(([name, calls]) => (calls === undefined ? [] : [{ name, calls }])))(
  'by way of $name',
  ({ calls }) => {
    const names = (name: string) => Buffer.from(`before\0${name}\0after`, 'latin1');
    const nameAt = 'before\0'.length;
    const folderOf = (path: string) => checked(calls.openFolder(path, 'list', true));
    const opened = (dir: string, name: string) => calls.openFile(folderOf(dir), names(name), nameAt);

    test('a folder lists every name as bytes, with its kind', () => {
      const dir = tempDir();
      const strange = Buffer.from([0xff, 0x0a, 0x1b]);
      writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), strange]), '');
      mkdirSync(join(dir, 'folder'));
      symlinkSync('nowhere', join(dir, 'link'));
      for (let index = 0; index < 1500; index += 1) writeFileSync(join(dir, `${'long'.repeat(20)}-${index}`), '');
      const listing = new Listing();
      const folder = folderOf(dir);
      expect(calls.list(folder, listing)).toBe(0);
      calls.close(folder);
      const found = new Map(
        Array.from({ length: listing.count }, (_, entry) => [listing.name(entry), listing.kind(entry)]),
      );
      expect([...found.keys()].sort()).toEqual(readdirSync(dir, 'latin1').sort());
      expect(found.get(strange.toString('latin1'))).toBe(fileKinds.file);
      expect(found.get('folder')).toBe(fileKinds.folder);
      expect(found.get('link')).toBe(fileKinds.other);
    });

    test('a file is what node:fs says it is, by its name and by its handle', () => {
      const dir = tempDir();
      const path = join(dir, 'file');
      writeFileSync(path, 'content');
      linkSync(path, join(dir, 'other'));
      for (const mtime of [1_700_000_000.123456, -1.5, 0, 4_294_967_296.5]) {
        utimesSync(path, mtime, mtime);
        const truth = lstatSync(path, { bigint: true });
        const expected = new BigUint64Array([truth.ino, 0n, truth.mtimeNs, truth.ctimeNs]);
        const file = checked(opened(dir, 'file'));
        for (const look of [() => calls.stat(file), () => calls.statAt(folderOf(dir), names('file'), nameAt)]) {
          calls.state.words.fill(0);
          expect(look()).toBe(0);
          const { state } = calls;
          const whole = new BigUint64Array(state.words.slice().buffer);
          expect([whole[0], whole[2], whole[3]]).toEqual([expected[0], expected[2], expected[3]]);
          expect(state).toMatchObject({ kind: fileKinds.file, linked: true, dev: truth.dev, size: 7, ino: truth.ino });
        }
        calls.close(file);
      }
    });

    test('an open folder says which one it is', () => {
      const dir = tempDir();
      const folder = folderOf(dir);
      expect(calls.stat(folder)).toBe(0);
      const { dev, ino } = statSync(dir, { bigint: true });
      expect(calls.state).toMatchObject({ kind: fileKinds.folder, dev, ino });
      calls.close(folder);
    });

    test('reading starts where it is asked to and ends with the file', () => {
      const dir = tempDir();
      writeFileSync(join(dir, 'file'), 'forkful');
      const file = checked(opened(dir, 'file'));
      const block = Buffer.alloc(16);
      expect(calls.read(file, block, 16, 4)).toBe(3);
      expect(block.toString('latin1', 0, 3)).toBe('ful');
      expect(calls.read(file, block, 16, 7)).toBe(0);
      calls.close(file);
    });

    test('links are not followed, but where a folder is given by name', () => {
      const dir = tempDir();
      mkdirSync(join(dir, 'folder'));
      symlinkSync('folder', join(dir, 'link'));
      writeFileSync(join(dir, 'file'), '');
      symlinkSync('file', join(dir, 'link-to-file'));
      expect(() => checked(opened(dir, 'link-to-file'))).toThrow(CallFailed);
      expect(() => checked(calls.openFolder(join(dir, 'link'), 'list', false))).toThrow(CallFailed);
      calls.close(folderOf(join(dir, 'link')));
      expect(calls.statAt(folderOf(dir), names('link-to-file'), nameAt)).toBe(0);
      expect(calls.state.kind).toBe(fileKinds.other);
    });

    test('a fifo is not waited for', () => {
      const dir = tempDir();
      execFileSync('mkfifo', [join(dir, 'fifo')]);
      const file = checked(opened(dir, 'fifo'));
      expect(calls.stat(file)).toBe(0);
      expect(calls.state.kind).toBe(fileKinds.other);
      calls.close(file);
    });

    test('a failure has the code of the system', () => {
      const dir = tempDir();
      writeFileSync(join(dir, 'file'), '');
      const codeOf = (call: () => number) => {
        try {
          return checked(call());
        } catch (error) {
          return error instanceof CallFailed ? error.code : error;
        }
      };
      expect(codeOf(() => opened(dir, 'absent'))).toBe('ENOENT');
      expect(codeOf(() => calls.statAt(folderOf(dir), names('absent'), nameAt))).toBe('ENOENT');
      expect(codeOf(() => calls.openFolder(join(dir, 'absent'), 'list', true))).toBe('ENOENT');
      expect(codeOf(() => calls.openFolder(join(dir, 'file'), 'pass', true))).toBe('ENOTDIR');
    });
  },
);
