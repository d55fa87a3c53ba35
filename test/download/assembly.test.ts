import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TransferTask } from '../../src/download/protocol.ts';
import { Assembly } from '../../src/download/transfer/assembly.ts';
import { FileBody } from '../../src/download/transfer/body.ts';
import { PartFile } from '../../src/download/transfer/part-file.ts';
import { tempDir } from '../support/temp-dir.ts';

const MB = 2 ** 20;

function assemblyIn(dir: string): Assembly {
  const [out, checksum, checkpoint, condition, expected] = Array<undefined>(5).fill(undefined);
  const url = 'http://localhost/x';
  const task: TransferTask = {
    id: 1,
    url,
    dir,
    out,
    part: 'x.part',
    checksum,
    headers: [],
    checkpoint,
    condition,
    expect: expected,
  };
  return new Assembly(task, undefined);
}

describe('pieces of a large file', () => {
  test('are not cut twice from the same place while nobody knows whether the server gives them', async () => {
    const assembly = assemblyIn(tempDir());
    await assembly.begin(100 * MB, { etag: '"a"', lastModified: undefined });
    assembly.claim(0, 100 * MB);
    const tail = assembly.next(2);
    expect(tail).toBeDefined();
    expect(assembly.next(2)).toBeUndefined();
    if (tail !== undefined) assembly.confirm(tail);
    expect(assembly.next(2)?.start).toBe(tail?.end);
    assembly.discard();
  });

  test('get smaller towards the end, so that all connections come to it together', async () => {
    const assembly = assemblyIn(tempDir());
    await assembly.begin(600 * MB, { etag: '"a"', lastModified: undefined });
    assembly.givesParts = true;
    const sizes: number[] = [];
    for (let piece = assembly.claim(0, MB); ; ) {
      assembly.release(Object.assign(piece, { at: piece.end }));
      const next = assembly.next(4);
      if (next === undefined) break;
      sizes.push(next.end - next.start);
      piece = next;
    }
    expect(sizes.reduce((sum, size) => sum + size, MB)).toBe(600 * MB);
    expect(sizes[0]).toBe(32 * MB);
    expect(sizes.toSorted((a, b) => b - a)).toEqual(sizes);
    expect(sizes.at(-1)).toBeLessThanOrEqual(4 * MB);
    assembly.discard();
  });
});

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
