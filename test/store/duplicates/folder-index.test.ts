import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromText } from '../../../src/base/byte-path.ts';
import type { DuplicateGroup } from '../../../src/duplicates/types.ts';
import { FolderIndex, sortFolders } from '../../../src/store/duplicates/folder-index.ts';
import { sampleFile } from '../../support/sample-data.ts';

const root = fromText('/r');

function group(size: number, paths: readonly string[], reference: readonly string[] = []): DuplicateGroup {
  const files = paths.map((path) => sampleFile(path, size, { reference: reference.includes(path) }));
  return { size, hash: paths.join(), files };
}

function indexOf(...groups: readonly DuplicateGroup[]): FolderIndex {
  const index = new FolderIndex([root]);
  for (const each of groups) index.join(each);
  return index;
}

const gains = (index: FolderIndex): unknown =>
  sortFolders(index.folders(), 'path').map(({ folder, files, bytes }) => [folder, files, bytes]);

describe('folders', () => {
  it('count what could go from them and from those below, one file of each group stays', () => {
    const index = indexOf(group(100, ['/r/a/1', '/r/b/1', '/r/b/c/1']), group(10, ['/r/b/2', '/r/b/3']));
    expect(gains(index)).toEqual([
      ['/r', 3, 210],
      ['/r/a', 1, 100],
      ['/r/b', 3, 210],
      ['/r/b/c', 1, 100],
    ]);
  });

  it('do not count files of a reference folder, which are never removed', () => {
    const index = indexOf(group(100, ['/r/a/1', '/r/b/1', '/r/c/1'], ['/r/a/1']));
    expect(gains(index)).toEqual([
      ['/r', 2, 200],
      ['/r/b', 1, 100],
      ['/r/c', 1, 100],
    ]);
  });

  it('above a root are of no interest, and one outside every root stands for itself', () => {
    expect(gains(indexOf(group(1, ['/elsewhere/deep/1', '/r/1'])))).toEqual([
      ['/elsewhere/deep', 1, 1],
      ['/r', 1, 1],
    ]);
  });

  it('are in order of gain, of files or of paths', () => {
    const index = indexOf(
      group(100, ['/r/a/1', '/r/b/1']),
      group(1, ['/r/c/1', '/r/d/1']),
      group(1, ['/r/c/2', '/r/d/2']),
    );
    const order = (by: 'gain' | 'files'): unknown => sortFolders(index.folders(), by).map(({ folder }) => folder);
    expect(order('gain')).toEqual(['/r', '/r/a', '/r/b', '/r/c', '/r/d']);
    expect(order('files')).toEqual(['/r', '/r/c', '/r/d', '/r/a', '/r/b']);
  });
});

describe('pairs of folders', () => {
  it('share what both hold', () => {
    const index = indexOf(group(100, ['/r/a/1', '/r/b/1', '/r/c/1']), group(10, ['/r/a/2', '/r/b/2', '/r/b/3']));
    const pairs = sortFolders(index.pairs(), 'gain').map((row) => [
      row.folder,
      row.kind === 'pair' ? row.other : '',
      row.files,
      row.bytes,
    ]);
    expect(pairs).toEqual([
      ['/r/a', '/r/b', 2, 110],
      ['/r/a', '/r/c', 1, 100],
      ['/r/b', '/r/c', 1, 100],
    ]);
  });

  it('are not made of a group in too many folders', () => {
    const paths = Array.from({ length: 1000 }, (_, at) => `/r/${at}/x`);
    const index = indexOf(group(1, paths), group(2, ['/r/a/x', '/r/b/x']));
    expect([index.pairs().length, index.widespread]).toEqual([1, 1]);
    index.leave(group(1, paths));
    expect(index.widespread).toBe(0);
  });
});

it('says of any groups, some of which left again, what counting from scratch says', () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 0, maxLength: 3 });
  const places = fc.array(path, { minLength: 2, maxLength: 6 });
  const groups = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), places, fc.boolean()), { maxLength: 12 });
  fc.assert(
    fc.property(groups, (made) => {
      const all = made.map(([size, where, stays], at) => ({
        stays,
        group: group(
          size,
          where.map((folders, file) => ['/r', ...folders, `${at}-${file}`].join('/')),
        ),
      }));
      const index = indexOf(...all.map((each) => each.group));
      for (const each of all) if (!each.stays) index.leave(each.group);
      const expected = new Map<string, number>();
      for (const each of all.filter(({ stays }) => stays)) {
        const folders = new Set(each.group.files.flatMap((file) => ancestors(file.path)));
        for (const folder of folders) {
          const inside = each.group.files.filter((file) => file.path.startsWith(`${folder}/`)).length;
          const going = Math.min(inside, each.group.files.length - 1);
          expected.set(folder, (expected.get(folder) ?? 0) + going * each.group.size);
        }
      }
      expect(new Map(index.folders().map(({ folder, bytes }) => [String(folder), bytes]))).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

function ancestors(path: string): string[] {
  const folder = dirname(path);
  return folder === '/r' ? [folder] : [folder, ...ancestors(folder)];
}
