import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupByDigest } from '../../src/duplicates/digest-groups.ts';
import { tableOf } from './tables.ts';

// Few values, so that many agree; the first words agree more often than the digests do.
const word = fc.constantFrom(0, 1, 0xffffffff);
const file = fc.record({
  size: fc.constantFrom(1, 2, 300, 2 ** 40),
  digest: fc.tuple(fc.constant(7), word, word, word),
  read: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

test('files of equal size and digest are a group; sizes of which one file is unknown stay to be compared', () => {
  fc.assert(
    fc.property(fc.array(file, { maxLength: 120 }), (files) => {
      const open = new Set(files.filter(({ read }) => !read).map(({ size }) => size));
      const expected = new Map<string, number[]>();
      for (const [number, { size, digest }] of files.entries()) {
        if (open.has(size)) continue;
        const key = [size, ...digest].join();
        expected.set(key, [...(expected.get(key) ?? []), number]);
      }
      const table = tableOf(files);
      const told = groupByDigest(table, Uint32Array.from(files.keys()));
      const found = Array.from(told.ends, (end, group) => [...told.members.subarray(told.ends[group - 1] ?? 0, end)]);
      const sizeOf = (group: readonly number[]) => files[group[0] ?? 0]?.size ?? 0;
      const sought = [...expected.values()].filter(({ length }) => length > 1);
      // Array.sort is stable: groups of one size stay in the order of their first files.
      expect(found).toEqual(sought.sort((a, b) => sizeOf(b) - sizeOf(a)));
      expect([...told.open]).toEqual([...files.keys()].filter((number) => open.has(files[number]?.size ?? 0)));
    }),
    { numRuns: 300 },
  );
});
