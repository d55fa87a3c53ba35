import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHasher } from '../../src/duplicates/digest.ts';
import { readFiles } from '../../src/duplicates/read-files.ts';
import type { AlgorithmName } from '../../src/duplicates/types.ts';
import { makeTempDir, removeTree } from '../support/temp-dir.ts';

// Where another function of XXH3, or another way of reading, takes over.
const sizes = [
  0, 1, 16, 17, 128, 129, 240, 241, 1024, 1025, 16_384, 194_559, 194_560, 194_561, 262_143, 262_144, 262_145, 600_000,
];

let folder = '';
beforeAll(() => {
  folder = makeTempDir();
  for (const [index, size] of sizes.entries()) writeFileSync(join(folder, `${index}`), contentOf(size));
});
afterAll(() => removeTree(folder));

function contentOf(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, at) => Math.imul(at + size, 0x9e3779b1) >>> 24));
}

test('the digest of a file is that of its bytes, by whichever algorithm was asked for before', async () => {
  const names = new Uint8Array(Buffer.from(sizes.map((_, index) => `${index}\0`).join('')));
  const files = { folders: [folder], counts: [sizes.length], names };
  for (const algorithm of ['sha256', 'xxh3-128', 'blake3', 'xxh3-128'] satisfies AlgorithmName[]) {
    const task = { kind: 'read', files, size: Float64Array.from(sizes), part: { kind: 'whole' }, algorithm } as const;
    const { digests, faults } = await readFiles(task);
    expect(faults).toEqual([]);
    const width = digests.length / sizes.length;
    const hasher = await createHasher(algorithm);
    for (const [index, size] of sizes.entries()) {
      hasher.init();
      hasher.update(contentOf(size));
      const found = Buffer.from(digests.subarray(index * width, (index + 1) * width)).toString('hex');
      expect(found, `${algorithm} of ${size} bytes`).toBe(Buffer.from(hasher.digest()).toString('hex'));
    }
  }
});

test('a file that is not as long as the walk saw it is told, and not hashed', async () => {
  const files = { folders: [folder], counts: [2], names: new Uint8Array(Buffer.from('8\x0010\0')) };
  const size = Float64Array.of(1023, 16_385);
  const { digests, faults } = await readFiles({
    ...{ kind: 'read', files, size, part: { kind: 'whole' }, algorithm: 'xxh3-128' },
  });
  expect(faults.map(({ at, code }) => [at, code])).toEqual([
    [0, 'CHANGED'],
    [1, 'CHANGED'],
  ]);
  expect(digests.every((byte) => byte === 0)).toBe(true);
});
