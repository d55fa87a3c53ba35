import { expect, test } from 'vitest';
import { BytePieces } from '../../../src/cli/formats/byte-pieces.ts';

test('runs of any length come out whole and in order, in few pieces', () => {
  const runs = [3, 200_000, 100_000, 1, 700_000, 0, 5].map((length, index) => new Uint8Array(length).fill(index + 1));
  const written: Buffer[] = [];
  const pieces = new BytePieces((piece) => written.push(Buffer.from(piece)));
  for (const run of runs) {
    pieces.add(run, 0, run.length);
    pieces.addByte(0);
  }
  pieces.flush();
  pieces.flush();
  expect(Buffer.concat(written).equals(Buffer.concat(runs.flatMap((run) => [run, Buffer.alloc(1)])))).toBe(true);
  expect(written.length).toBeLessThan(runs.length);
});
