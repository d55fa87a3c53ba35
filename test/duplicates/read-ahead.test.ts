import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileCalls } from '../../src/duplicates/calls/file-calls.ts';
import { readAhead } from '../../src/duplicates/file-batch.ts';
import { tempDir } from '../support/temp-dir.ts';

const tmpfs = 0x01021994;
/** Only there is a page cache to be read into, and somebody to ask what is in it (fincore(1)). */
const onDisk = statfsSync(tmpdir()).type !== tmpfs && existsSync('/usr/bin/fincore');

function batchOf(dir: string, names: readonly string[]) {
  const bytes = Buffer.from(names.map((name) => `${name}\0`).join(''));
  return { folders: [dir], counts: [names.length], names: new Uint8Array(bytes) };
}

/** Bytes of a file that are in the page cache, as mincore(2) has it. */
function cachedBytes(path: string): number {
  return Number(execFileSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', path], { encoding: 'utf8' }));
}

function outOfCache(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
  execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
}

test.runIf(onDisk)('what will be wanted of each file is read by the system, and nobody waited for it', async () => {
  const dir = tempDir();
  const names = ['one', 'two', 'gone', 'three'];
  const files = names.filter((name) => name !== 'gone').map((name) => join(dir, name));
  for (const path of files) {
    writeFileSync(path, Buffer.alloc(512 * 1024, path));
    outOfCache(path);
    expect(cachedBytes(path)).toBe(0);
  }
  readAhead(fileCalls(), batchOf(dir, names), (_, begin) => begin(256 * 1024, 64 * 1024));
  for (const path of files) await expect.poll(() => cachedBytes(path)).toBeGreaterThanOrEqual(64 * 1024);
});

test.runIf(process.platform === 'linux')('it leaves no descriptor behind, whatever is missing', () => {
  const dir = tempDir();
  writeFileSync(join(dir, 'there'), 'content');
  const calls = fileCalls();
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  readAhead(calls, batchOf(dir, ['there', 'gone']), (_, begin) => begin(0, 100));
  readAhead(calls, batchOf(join(dir, 'no-folder'), ['a', 'b']), (_, begin) => begin(0, 100));
  expect(open()).toBe(before);
});
