import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateWords } from '../../src/duplicates/calls/file-state.ts';
import { groupByDigest } from '../../src/duplicates/digest-groups.ts';
import { FileTable } from '../../src/duplicates/file-table.ts';
import { rowFlags } from '../../src/duplicates/tasks.ts';

interface KnownFile {
  readonly size: number;
  readonly digest: readonly number[];
  /** It was read in the visit that found it. */
  readonly read: boolean;
}

/** A table of files in one folder, as a walk would have filled it. */
function tableOf(files: readonly KnownFile[]): FileTable {
  const table = new FileTable(16);
  const folder = { path: '/', folderDev: 1n, folderIno: 2n, root: 0, dev: 1n, files: files.length };
  const states = new Uint32Array(files.length * stateWords);
  const numbers = new Float64Array(states.buffer);
  for (const [index, { size }] of files.entries()) numbers[index * 4 + 1] = size;
  table.append(
    {
      kind: 'walk',
      slices: [folder],
      states,
      flags: Uint8Array.from(files, ({ read }) => (read ? rowFlags.read : 0)),
      names: new Uint8Array(files.length * 2).map((_, place) => (place % 2 === 0 ? 97 : 0)),
      nameEnd: Uint32Array.from(files, (_, index) => index * 2 + 1),
      digests: new Uint8Array(Uint32Array.from(files.flatMap(({ digest }) => digest)).buffer),
      unfinished: [],
      bytes: 0,
      faults: [],
    },
    () => false,
    () => {},
  );
  return table;
}

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
