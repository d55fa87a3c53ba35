import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { createHasher, digestBytes, isResumable } from '../../src/duplicates/digest.ts';
import { hashFile } from '../../src/duplicates/hash-file.ts';
import { type AlgorithmName, algorithmNames } from '../../src/duplicates/types.ts';
import { tempDir } from '../support/temp-dir.ts';

/** The byte sequence of the BLAKE3 test vectors: 0 to 250, over and over. */
const counting = Buffer.from(Array.from({ length: 102_400 }, (_, index) => index % 251));

/** FIPS 180-4 examples, RFC 1321 A.5, BLAKE3's test_vectors.json, xxhsum -H2. */
const vectors: readonly [AlgorithmName, Uint8Array, string][] = [
  ['sha256', Buffer.from('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['sha256', Buffer.from(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['sha1', Buffer.from('abc'), 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['md5', Buffer.from('message digest'), 'f96b697d7cb7938d525a2f31aaf161d0'],
  ['blake3', Buffer.from(''), 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262'],
  ['blake3', counting.subarray(0, 1), '2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213'],
  ['blake3', counting.subarray(0, 1024), '42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7'],
  ['xxh3-128', Buffer.from(''), '99aa06d3014798d86001c324468d497f'],
  ['xxh3-128', Buffer.from('abc'), '06b05ab6733a618578af5f94892f3950'],
];

async function digest(algorithm: AlgorithmName, ...parts: readonly Uint8Array[]): Promise<string> {
  const hasher = await createHasher(algorithm);
  hasher.init();
  for (const part of parts) hasher.update(part);
  return Buffer.from(hasher.digest()).toString('hex');
}

describe('published test vectors', () => {
  test.each(vectors)('%s of %j', async (algorithm, bytes, expected) => {
    expect(await digest(algorithm, bytes)).toBe(expected);
  });
});

describe.each(algorithmNames)('%s', (algorithm) => {
  test('does not depend on how the content is cut', async () => {
    const whole = await digest(algorithm, counting);
    expect(whole).toHaveLength(2 * digestBytes[algorithm]);
    for (const cut of [1, 63, 64, 65, 1023, 1024, 1025, 99_999]) {
      expect(await digest(algorithm, counting.subarray(0, cut), counting.subarray(cut))).toBe(whole);
    }
  });

  test('of a file is that of its content', async () => {
    const path = join(tempDir(), 'file');
    writeFileSync(path, Buffer.concat(Array.from({ length: 30 }, () => counting)));
    const expected = await digest(algorithm, ...Array.from({ length: 30 }, () => counting));
    expect(await hashFile(fromText(path), algorithm)).toBe(expected);
  });

  test.runIf(isResumable(algorithm))('can be broken off and continued by another hasher', async () => {
    for (const cut of [0, 1, 240, 241, 5_000, 70_001]) {
      const [first, second] = [await createHasher(algorithm), await createHasher(algorithm)];
      first.init();
      first.update(counting.subarray(0, cut));
      const state = first.resumable?.save() ?? new Uint8Array();
      second.init();
      second.resumable?.load(structuredClone(state));
      second.update(counting.subarray(cut));
      expect(Buffer.from(second.digest()).toString('hex')).toBe(await digest(algorithm, counting));
    }
  });
});

test('node and we agree on sha256 of the long vector', async () => {
  expect(await digest('sha256', counting)).toBe(createHash('sha256').update(counting).digest('hex'));
});
