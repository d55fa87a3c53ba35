import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FileBody } from '../../src/download/transfer/body.ts';
import { PartFile } from '../../src/download/transfer/part-file.ts';
import { tempDir } from '../support/temp-dir.ts';

const MB = 2 ** 20;

test('a body that is closed while it is read back touches no other file', async () => {
  const dir = tempDir();
  writeFileSync(`${dir}/a`, Buffer.alloc(20 * MB));
  writeFileSync(`${dir}/b`, Buffer.alloc(30 * MB));
  const open = (name: string) => {
    const file = PartFile.reopen(dir, name, 0);
    if (file === undefined) throw new Error(`${name} is gone`);
    return file;
  };
  const body = await FileBody.create(open('a'), undefined);
  const finished = body.finish(20 * MB, false);
  body.close();
  // It gets the number that the other has had.
  const other = open('b');
  await expect(finished).rejects.toThrow('closed before its end');
  expect(statSync(`${dir}/b`).size).toBe(30 * MB);
  other.close();
  expect(existsSync(`${dir}/a`)).toBe(true);
  expect(readFileSync(`${dir}/a`)).toHaveLength(20 * MB);
});
