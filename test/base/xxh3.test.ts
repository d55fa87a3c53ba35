import fc from 'fast-check';
import { createXXHash128 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { assembled } from '../../.config/build-wasm.js';
import { createXxh3, type Xxh3 } from '../../src/base/xxh3.ts';
import { xxh3Binary } from '../../src/base/xxh3-binary.ts';

const reference = await createXXHash128();

function own(): Xxh3 {
  const xxh3 = createXxh3();
  if (xxh3 === undefined) throw new Error('this processor has no vectors that V8 uses');
  return xxh3;
}

const hex = (digest: Uint8Array): string => Buffer.from(digest).toString('hex');
const expected = (bytes: Uint8Array): string => reference.init().update(bytes).digest('hex');

/** Bytes that no two lengths share. */
function bytesOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0, word = length + 1; index < length; index += 1) {
    word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) + index;
    bytes[index] = word >>> 11;
  }
  return bytes;
}

describe.runIf(createXxh3() !== undefined)('xxh3-128', () => {
  it('is that of the library, of every length up to three blocks', () => {
    const xxh3 = own();
    for (let length = 0; length <= 3 * 1024 + 1; length += 1) {
      const bytes = bytesOf(length);
      xxh3.init();
      xxh3.update(bytes);
      expect(hex(xxh3.digest()), `${length} bytes`).toBe(expected(bytes));
    }
  });

  it('is that of the library around where its memory is full', () => {
    const xxh3 = own();
    const room = 3 * 65_536 - 2048;
    for (const length of [room - 1, room, room + 1, room + 63, room + 64, room + 1025, 3 * room + 17]) {
      const bytes = bytesOf(length);
      xxh3.init();
      xxh3.update(bytes);
      expect(hex(xxh3.digest()), `${length} bytes`).toBe(expected(bytes));
    }
  });

  it('does not depend on where content is cut, nor on who goes on', () => {
    const cuts = fc.array(fc.nat(400_000), { maxLength: 6 });
    const property = fc.property(fc.nat(400_000), cuts, fc.nat(6), (length, places, handOver) => {
      const bytes = bytesOf(length);
      const ends = [...places.map((place) => Math.min(place, length)), length].sort((a, b) => a - b);
      let xxh3 = own();
      xxh3.init();
      let start = 0;
      for (const [index, end] of ends.entries()) {
        xxh3.update(bytes.subarray(start, end));
        start = end;
        if (index !== handOver) continue;
        const next = own();
        next.load(structuredClone(xxh3.save()));
        xxh3 = next;
      }
      expect(hex(xxh3.digest())).toBe(expected(bytes));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('hashes what stands in its block', () => {
    const xxh3 = own();
    for (const length of [0, 1, 17, 240, 241, 1024, 1025, 65_536, xxh3.block.length]) {
      const bytes = bytesOf(length);
      xxh3.block.set(bytes);
      expect(hex(xxh3.digestOfBlock(length)), `${length} bytes`).toBe(expected(bytes));
    }
  });

  it('gives digests that stay as they are while it goes on', () => {
    const xxh3 = own();
    xxh3.init();
    const empty = xxh3.digest();
    xxh3.init();
    xxh3.update(bytesOf(10));
    xxh3.digest();
    expect(hex(empty)).toBe('99aa06d3014798d86001c324468d497f');
  });
});

it('is what its source says', async () => {
  expect(xxh3Binary).toBe(Buffer.from(await assembled()).toString('base64'));
});
