import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RememberedFiles, remember } from '../../src/duplicates/remembered-files.ts';
import { tableOf } from './tables.ts';

const width = 16;
const old = 2n ** 60n;

test('whatever came, went, moved or changed, each file that is as it was has its digest again, and no other', () => {
  const file = fc.record({ ino: fc.nat(12), size: fc.nat(2), read: fc.boolean() });
  const files = fc.array(file, { maxLength: 20 });
  // Also nothing but a few changes in the same order, as it mostly is.
  const pair = fc.oneof(
    fc.tuple(files, files),
    files.chain((before) => fc.tuple(fc.constant(before), fc.subarray(before))),
    files.map((before) => [before, before] as const),
  );
  fc.assert(
    fc.property(pair, fc.boolean(), ([before, now], shifted) => {
      const digestOf = (place: number) => [place, 1, 2, 3];
      const earlier = tableOf(before.map((each, place) => ({ ...each, digest: digestOf(place) })));
      const blob = remember(earlier, [...before.keys()], old);
      const bytes = shifted ? Buffer.concat([Buffer.alloc(1), blob]).subarray(1) : blob;
      const table = tableOf(now.map((each) => ({ ...each, read: false, digest: digestOf(99) })));
      const { known, intact } = new RememberedFiles(bytes, width).recall(table, 0, now.length);

      const stateOf = ({ ino, size }: { ino: number; size: number }) => `${ino} ${size}`;
      const same =
        before.length === now.length && now.every((each, at) => stateOf(each) === stateOf(before[at] ?? each));
      expect(intact).toBe(same);
      let told = 0;
      for (const [number, each] of now.entries()) {
        const candidates = before.flatMap((other, place) =>
          stateOf(other) === stateOf(each) ? [{ other, place }] : [],
        );
        const digest = table.whole.get(number);
        if (digest === undefined) {
          expect(candidates.every(({ other }) => other.read)).toBe(candidates.length === 0);
          continue;
        }
        told += 1;
        const first = new Uint32Array(digest.slice().buffer)[0] ?? -1;
        expect(candidates.filter(({ other }) => other.read).map(({ place }) => place)).toContain(first);
      }
      expect(known).toBe(told);
      expect(table.edits).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test('records of another width say nothing', () => {
  const table = tableOf([{ size: 1, digest: [1, 2, 3, 4], read: false }]);
  const records = remember(tableOf([{ size: 1, digest: [1, 2, 3, 4], read: true }]), [0], old);
  expect(new RememberedFiles(records.subarray(4), width).recall(table, 0, 1)).toEqual({ known: 0, intact: false });
  expect(table.whole.has(0)).toBe(false);
});
