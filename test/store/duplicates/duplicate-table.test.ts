import { beforeEach, describe, expect, it } from 'vitest';
import { fromText } from '../../../src/base/byte-path.ts';
import type { ActionOutcome } from '../../../src/removal/types.ts';
import { DuplicateTable } from '../../../src/store/duplicates/duplicate-table.ts';
import type { GroupEntry } from '../../../src/store/duplicates/group-entry.ts';
import { sampleFile, sampleGroup, sampleGroups } from '../../support/sample-data.ts';

let table: DuplicateTable;
beforeEach(() => {
  table = new DuplicateTable();
});

/** The list as text, one character a file: `*` kept, `x` marked. */
function listed(): string[] {
  const lines: string[] = [];
  for (let row = 0; row < table.rows().count; row += 1) {
    const found = table.at(row);
    if (found === undefined) continue;
    const { entry } = found;
    if (found.kind === 'group') lines.push(`${entry.folded ? '▸' : '▾'} ${entry.group.hash}`);
    else {
      const kept = table.survivorOf(entry) === found.file;
      lines.push(`${table.marks.has(found.file) ? 'x' : kept ? '*' : ' '} ${found.file.path.split('/').at(-2)}`);
    }
  }
  return lines;
}

function entryOf(hash: string): GroupEntry {
  const entry = table.rows().entries.find(({ group }) => group.hash === hash);
  if (entry === undefined) throw new Error(`no group ${hash}`);
  return entry;
}

function fileOf(hash: string, folder: string): GroupEntry['files'][number] {
  const file = entryOf(hash).files.find(({ path }) => path.includes(`/${folder}/`));
  if (file === undefined) throw new Error(`no file in ${folder}`);
  return file;
}

const outcome = (
  kind: ActionOutcome['kind'],
  path: string,
  result: ActionOutcome['result'] = 'done',
): ActionOutcome => ({
  kind,
  path: fromText(path),
  survivor: undefined,
  bytes: 10,
  result,
  reason: undefined,
});

describe('the list', () => {
  it('has a head and the files of each group, most to gain first', () => {
    table.add([sampleGroup('small', 10, ['a', 'b'])]);
    table.add([sampleGroup('large', 1000, ['a', 'b', 'c'])]);
    expect(listed()).toEqual(['▾ large', '* a', '  b', '  c', '▾ small', '* a', '  b']);
    expect(table.redundantBytes).toBe(2010);
  });

  it('folds one group or all', () => {
    table.add([sampleGroup('one', 10, ['a', 'b']), sampleGroup('two', 9, ['a', 'b'])]);
    table.fold(entryOf('one'), true);
    expect(listed()).toEqual(['▸ one', '▾ two', '* a', '  b']);
    table.foldAll(true);
    expect(listed()).toEqual(['▸ one', '▸ two']);
  });

  it('filters by any path of a group, whatever the case, wide characters too', () => {
    table.add([sampleGroup('one', 10, ['Tokyo', 'b']), sampleGroup('two', 9, ['旅行', 'b'])]);
    table.setFilter('TOKYO');
    expect(listed()).toEqual(['▾ one', '* Tokyo', '  b']);
    table.setFilter('旅');
    expect(table.rows().entries).toHaveLength(1);
    table.setFilter('(');
    expect(listed()).toEqual([]);
    table.setFilter('');
    expect(table.rows().entries).toHaveLength(2);
  });

  it('finds any of a million rows', () => {
    table.add(sampleGroups(100_000, 9));
    const rows = table.rows();
    expect(rows.count).toBe(1_000_000);
    expect(table.at(0)?.kind).toBe('group');
    expect(table.at(999_999)).toMatchObject({ kind: 'file', index: 8 });
    expect(table.at(1_000_000)).toBeUndefined();
    const entry = rows.entries[54_321];
    expect(entry === undefined ? undefined : table.at(rows.headOf(entry))).toEqual({ kind: 'group', entry });
  });

  it('sorts as asked', () => {
    table.add([sampleGroup('many', 10, ['b', 'c', 'd']), sampleGroup('large', 15, ['a', 'b'])]);
    expect(table.rows().entries.map(({ group }) => group.hash)).toEqual(['many', 'large']);
    table.setOrder('size');
    expect(table.rows().entries.map(({ group }) => group.hash)).toEqual(['large', 'many']);
    table.setOrder('path');
    expect(table.rows().entries.map(({ group }) => group.hash)).toEqual(['large', 'many']);
  });

  it('keeps the file that the rule says', () => {
    const old = sampleFile('/p/deep/er/old', 5, { mtimeNs: 1n });
    const young = sampleFile('/p/new/young', 5, { mtimeNs: 2n });
    table.add([{ size: 5, hash: 'h', files: [old, young] }]);
    expect(table.survivorOf(entryOf('h'))).toBe(old);
    table.setKeepRules(['newest']);
    expect(table.survivorOf(entryOf('h'))).toBe(young);
    expect(listed()).toEqual(['▾ h', '* new', '  er']);
  });
});

it('puts groups that won copies in order when the scan is through', () => {
  const copies = (hash: string, ...folders: readonly string[]) =>
    sampleGroup('x.jpg', hash === 'one' ? 100 : 90, folders, hash);
  table.beginScan();
  table.add([copies('one', 'a', 'b'), copies('two', 'a', 'b')]);
  table.endScan();
  expect(listed()[0]).toBe('▾ one');
  table.beginScan();
  table.add([copies('one', 'a', 'b'), copies('two', 'a', 'b', 'c')]);
  expect(listed()[0]).toBe('▾ one');
  table.endScan();
  expect(listed()[0]).toBe('▾ two');
});

describe('marks', () => {
  beforeEach(() => table.add([sampleGroup('one', 10, ['a', 'b', 'c']), sampleGroup('two', 9, ['a', 'b'])]));

  it('never take the last file of a group', () => {
    const entry = entryOf('one');
    expect(table.toggleMark(entry, fileOf('one', 'a'))).toBeUndefined();
    expect(table.toggleMark(entry, fileOf('one', 'b'))).toBeUndefined();
    expect(table.toggleMark(entry, fileOf('one', 'c'))).toMatch(/always stays/);
    expect(listed().slice(0, 4)).toEqual(['▾ one', 'x a', 'x b', '* c']);
  });

  it('never take a file of a reference folder', () => {
    const [file, other] = [sampleFile('/ref/a', 5, { reference: true }), sampleFile('/p/b', 5)];
    table.add([{ size: 5, hash: 'ref', files: [file, other] }]);
    expect(table.toggleMark(entryOf('ref'), file)).toMatch(/reference/);
  });

  it('of a group: all but the one to keep, and back', () => {
    table.toggleGroup(entryOf('one'));
    expect(listed().slice(0, 4)).toEqual(['▾ one', '* a', 'x b', 'x c']);
    expect(table.marks).toMatchObject({ count: 2, bytes: 20 });
    table.toggleGroup(entryOf('one'));
    expect(table.marks).toMatchObject({ count: 0, bytes: 0 });
  });

  it('of a folder reach all its files, except where nothing else would stay', () => {
    table.add([sampleGroup('within', 3, ['b', 'b/deeper'])]);
    const result = table.markWhere((file) => file.path.includes('/b/'));
    expect(result).toEqual({ marked: 3, kept: 1 });
  });

  it('outlast a filter and a rescan', () => {
    const group = sampleGroup('three', 8, ['a', 'b']);
    table.add([group]);
    table.toggleMark(entryOf('three'), fileOf('three', 'b'));
    table.setFilter('nothing like it');
    expect(table.marks.count).toBe(1);
    table.setFilter('');
    table.beginScan();
    expect(table.marks).toMatchObject({ count: 1, bytes: 8 });
    table.add([group]);
    table.endScan();
    expect(table.marks).toMatchObject({ count: 1, bytes: 8 });
    expect(listed()).toEqual(['▾ three', '* a', 'x b']);
  });

  it('of a file that a rescan no longer finds among the duplicates are forgotten', () => {
    table.toggleGroup(entryOf('two'));
    table.beginScan();
    table.endScan();
    expect(table.groups).toBe(0);
    expect(table.redundantBytes).toBe(0);
    table.add([sampleGroup('two', 9, ['a', 'b'])]);
    expect(table.marks.count).toBe(0);
  });

  it('leave one file where a rescan finds fewer files in the group', () => {
    const [a, b, c] = [sampleFile('/p/a/x', 4), sampleFile('/p/b/x', 4), sampleFile('/p/c/x', 4)];
    table.add([{ size: 4, hash: 'h', files: [a, b, c] }]);
    table.toggleGroup(entryOf('h'));
    table.beginScan();
    table.add([{ size: 4, hash: 'h', files: [b, c] }]);
    table.endScan();
    expect(listed()).toEqual(['▾ h', '* b', 'x c']);
  });
});

describe('after a removal', () => {
  it('the files are gone, and a group of one is none', () => {
    table.add([sampleGroup('one', 10, ['a', 'b', 'c']), sampleGroup('two', 9, ['a', 'b'])]);
    table.toggleGroup(entryOf('one'));
    table.toggleGroup(entryOf('two'));
    table.apply([
      outcome('trash', '/home/eva/Pictures/b/one'),
      outcome('trash', '/home/eva/Pictures/c/one', 'skipped'),
      outcome('trash', '/home/eva/Pictures/b/two'),
    ]);
    expect(listed()).toEqual(['▾ one', '* a', 'x c']);
    expect(table).toMatchObject({ groups: 1, redundantBytes: 10, redundantFiles: 1 });
    expect(table.marks).toMatchObject({ count: 1, bytes: 10 });
  });

  it('an undo brings them back, unmarked and in their order', () => {
    table.add([sampleGroup('one', 10, ['a', 'b', 'c'])]);
    table.toggleGroup(entryOf('one'));
    table.apply([outcome('trash', '/home/eva/Pictures/b/one'), outcome('trash', '/home/eva/Pictures/c/one')]);
    expect(listed()).toEqual([]);
    table.apply([outcome('restore', '/home/eva/Pictures/c/one')]);
    expect(listed()).toEqual(['▾ one', '* a', '  c']);
    table.apply([outcome('restore', '/home/eva/Pictures/b/one')]);
    expect(listed()).toEqual(['▾ one', '* a', '  b', '  c']);
    expect(table.marks.count).toBe(0);
  });
});
