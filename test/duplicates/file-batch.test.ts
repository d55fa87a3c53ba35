import { expect, test } from 'vitest';
import type { FileCalls } from '../../src/duplicates/calls/file-calls.ts';
import { FileBatchBuilder, visitBatch } from '../../src/duplicates/file-batch.ts';

const enoent = -2;

/** A batch of one file a folder, in this order, and what is asked of the system to visit it. */
function visit(folders: readonly string[], failing: ReadonlySet<string> = new Set()) {
  const builder = new FileBatchBuilder();
  for (const folder of folders) builder.add(folder, folder, Buffer.from('name\0'), 0, 4);
  const open = new Map<number, string>();
  const opened: string[] = [];
  const visited: string[] = [];
  const missed: number[] = [];
  const calls = {
    openFolder(path: string) {
      opened.push(path);
      if (failing.has(path)) return enoent;
      open.set(opened.length, path);
      return opened.length;
    },
    close: (handle: number) => void open.delete(handle),
  } as Partial<FileCalls> as FileCalls;
  visitBatch(calls, builder.build(), {
    visit: (folder) => void visited.push(open.get(folder) ?? 'a closed folder'),
    miss: (index) => void missed.push(index),
  });
  return { opened, visited, missed, left: [...open.values()] };
}

test('folders that take turns, as those of pairs do, are opened once', () => {
  const turns = ['a', 'b', 'a', 'b', 'a', 'b'];
  expect(visit(turns)).toEqual({ opened: ['a', 'b'], visited: turns, missed: [], left: [] });
});

test('of many folders only those used last stay open, and none at the end', () => {
  const many = Array.from({ length: 30 }, (_, number) => `folder ${number % 15}`);
  expect(visit(many)).toEqual({ opened: many, visited: many, missed: [], left: [] });
});

test('the files of a folder that cannot be opened are missed, the others visited', () => {
  const { visited, missed, left } = visit(['a', 'gone', 'a', 'gone'], new Set(['gone']));
  expect({ visited, missed, left }).toEqual({ visited: ['a', 'a'], missed: [1, 3], left: [] });
});
