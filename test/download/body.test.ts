import { existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FileBody } from '../../src/download/transfer/body.ts';
import { PartFile } from '../../src/download/transfer/part-file.ts';
import { tempDir } from '../support/temp-dir.ts';

const MB = 2 ** 20;

/** Of so many zeros. */
function partFile(dir: string, name: string, bytes: number): PartFile {
  const file = PartFile.fresh(dir, name, { mark: undefined, placed: () => undefined });
  file.truncate(bytes);
  return file;
}

test('a body that is closed while it is read back touches no other file', async () => {
  const dir = tempDir();
  const body = await FileBody.create(partFile(dir, 'a', 20 * MB), undefined);
  const finished = body.finish(20 * MB, false);
  body.close();
  // It gets the number that the other has had.
  const other = partFile(dir, 'b', 30 * MB);
  await expect(finished).rejects.toThrow('closed before its end');
  expect(statSync(`${dir}/b`).size).toBe(30 * MB);
  other.close();
  expect(existsSync(`${dir}/a`)).toBe(true);
  expect(readFileSync(`${dir}/a`)).toHaveLength(20 * MB);
});

test('a body whose file somebody has cut is refused, not filled up with zeros', async () => {
  const dir = tempDir();
  const body = await FileBody.create(partFile(dir, 'a', 0), undefined);
  body.write(Buffer.alloc(MB, 'x'), 0);
  truncateSync(`${dir}/a`, 1000);
  await expect(body.finish(MB, false)).rejects.toThrow('has become shorter');
  body.close();
});
