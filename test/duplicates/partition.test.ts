import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partition } from '../../src/duplicates/partition.ts';

test('groups are split by digest, those alone and those that failed dropped, in the order in which they came', () => {
  // Few values, so that many agree; the first words agree more often than the digests do.
  const member = fc.record({
    group: fc.nat(3),
    digest: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(2)),
    failed: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(member, { maxLength: 200 }), (members) => {
      const expected = new Map<string, number[]>();
      for (const [place, { group, digest, failed }] of members.entries()) {
        if (failed) continue;
        const key = [group, ...digest].join();
        expected.set(key, [...(expected.get(key) ?? []), 1000 + place]);
      }
      const found = partition({
        files: Uint32Array.from(members, (_, place) => 1000 + place),
        group: Uint32Array.from(members, ({ group }) => group),
        words: Uint32Array.from(members.flatMap(({ digest }) => digest)),
        stride: 4,
        failed: Uint8Array.from(members, ({ failed }) => Number(failed)),
      });
      expect(found.map((files) => Array.from(files))).toEqual(
        [...expected.values()].filter(({ length }) => length > 1),
      );
    }),
    { numRuns: 500 },
  );
});
