import { expect, test } from 'vitest';
import { negligentParents, remaining } from '../../src/system/reaping.ts';
import { info } from './tables.ts';

const table = [
  info({ pid: 1, ppid: 0 }),
  info({ pid: 10, name: 'shell' }),
  info({ pid: 20, ppid: 10, name: 'forkful' }),
  info({ pid: 30, name: 'server' }),
  ...[1, 10, 20, 30, 30, 99].map((ppid, at) => info({ pid: 100 + at, ppid, zombie: true, state: 'Z' })),
];

test('blames the parent, and spares init, ourselves and the shell we run in', () => {
  const found = negligentParents(table, table, 20);
  expect(found.map(({ parent, zombies, spared }) => [parent.pid, zombies.length, spared])).toEqual([
    [1, 1, 'it is init'],
    [10, 1, 'forkful runs below it'],
    [20, 1, 'it is forkful itself'],
    [30, 2, undefined],
  ]);
});

test('what remains are the same zombies, not new holders of their pids', () => {
  const zombies = table.filter(({ zombie }) => zombie);
  const later = [
    info({ pid: 103, zombie: true, startTime: 'later' }),
    info({ pid: 104, zombie: true, startTime: '104' }),
    info({ pid: 105, startTime: '105' }),
  ];
  expect(remaining(zombies, later).map(({ pid }) => pid)).toEqual([104]);
});

test('a zombie that came only now blames nobody yet', () => {
  expect(
    negligentParents(table, [info({ pid: 103 })], 20).map(({ parent, zombies }) => [parent.pid, zombies.length]),
  ).toEqual([[30, 1]]);
});
