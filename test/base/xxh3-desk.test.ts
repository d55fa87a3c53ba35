import fc from 'fast-check';
import { createXXHash128 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { Xxh3Desk } from '../../src/base/xxh3-desk.ts';

const reference = await createXXHash128();
const expected = (bytes: Uint8Array): string => reference.init().update(bytes).digest('hex');

function bytesOf(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0, word = length + seed; index < length; index += 1) {
    word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) + index;
    bytes[index] = word >>> 11;
  }
  return bytes;
}

const regionBytes = 20_000;
const desk = Xxh3Desk.create([regionBytes, 3000]);

describe.runIf(desk !== undefined)('streams that are hashed where they are read to', () => {
  if (desk === undefined) return;

  it('have the digest of the library, of every length up to three blocks, from one piece and from two', () => {
    const [region] = desk.regions;
    for (let length = 0; length <= 3 * 1024 + 1; length += 1) {
      const bytes = bytesOf(length, 1);
      const [whole, halves] = [desk.stream(), desk.stream()];
      bytes.copy(region as Buffer);
      whole.update((region as Buffer).subarray(0, length));
      halves.update(bytes.subarray(0, length >> 1));
      halves.update(bytes.subarray(length >> 1));
      expect(whole.digest().toString('hex'), `${length} bytes`).toBe(expected(bytes));
      expect(halves.digest().toString('hex'), `${length} bytes in two`).toBe(expected(bytes));
    }
  });

  it('keep out of each other’s way, wherever their pieces come to stand', () => {
    const piece = fc.record({
      stream: fc.nat(3),
      length: fc.oneof(fc.nat(100), fc.nat(regionBytes)),
      // Of the first region, of the second, or in memory of somebody else.
      where: fc.nat(2),
      offset: fc.nat(2000),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const contents: Buffer[][] = [[], [], [], []];
        const streams = contents.map(() => desk.stream());
        for (const [index, { stream, length, where, offset }] of pieces.entries()) {
          const region = desk.regions[where];
          const bytes = bytesOf(Math.min(length, (region?.length ?? regionBytes) - offset), index);
          contents[stream]?.push(bytes);
          if (region === undefined) streams[stream]?.update(bytes);
          else {
            bytes.copy(region, offset);
            streams[stream]?.update(region.subarray(offset, offset + bytes.length));
          }
        }
        for (const [index, stream] of streams.entries()) {
          expect(stream.digest().toString('hex')).toBe(expected(Buffer.concat(contents[index] ?? [])));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leave what stands behind a piece as it is', () => {
    const region = desk.regions[0] as Buffer;
    const bytes = bytesOf(regionBytes, 7);
    bytes.copy(region);
    const streams = Array.from({ length: 10 }, () => desk.stream());
    for (const [index, stream] of streams.entries()) stream.update(region.subarray(index * 2000, (index + 1) * 2000));
    for (const [index, stream] of streams.entries()) {
      stream.update(Buffer.from('more'));
      const content = Buffer.concat([bytes.subarray(index * 2000, (index + 1) * 2000), Buffer.from('more')]);
      expect(stream.digest().toString('hex')).toBe(expected(content));
    }
  });
});
