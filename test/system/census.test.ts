import { expect, test } from 'vitest';
import type { ProcessReading } from '../../src/system/backend.ts';
import { Census } from '../../src/system/census.ts';
import { ago, reading } from './tables.ts';

const ours = reading({ pid: 100, startedAt: ago(8000) });
const child = reading({ pid: 101, ppid: 100, startedAt: ago(7000) });
const other = reading({ pid: 200, startedAt: ago(9000) });
const table = [reading({ pid: 1, ppid: 0, startedAt: ago(9000) }), ours, child, other];

function open(roles = new Map<number, string>()) {
  const descriptions = new Map<number, { name: string; command: string; uid: number }>();
  const census = new Census({
    isRoot: ({ pid }) => pid === 100,
    describe: ({ pid }) => {
      const known = descriptions.get(pid) ?? { name: `p${pid}`, command: `p${pid}`, uid: 0 };
      descriptions.set(pid, known);
      return known;
    },
    roleOf: ({ pid }) => roles.get(pid),
  });
  const take = (readings: readonly ProcessReading[]) => {
    const processes = census.take(readings, 'all');
    return (pid: number) => processes.find((process) => process.pid === pid);
  };
  return { take, descriptions };
}

test('only what has changed is made anew', () => {
  const { take } = open();
  const before = take(table);
  const after = take(table.map((process) => (process === child ? { ...child, cpuPercent: 5 } : process)));
  expect(after(200)).toBe(before(200));
  expect(after(101)).not.toBe(before(101));
  expect(after(101)).toMatchObject({ cpuPercent: 5 });
});

test('a new name is told, of a young process that has not changed otherwise', () => {
  const { take, descriptions } = open();
  const young = [...table, reading({ pid: 300, startedAt: Date.now() })];
  take(young);
  descriptions.set(300, { name: 'other', command: 'other', uid: 0 });
  expect(take(young)(300)).toMatchObject({ name: 'other' });
});

test('a child of ours gets the role that it is given after it was seen', () => {
  const roles = new Map<number, string>();
  const { take } = open(roles);
  expect(take(table)(101)?.role).toBeUndefined();
  roles.set(101, 'fetch-1');
  expect(take(table)(101)?.role).toBe('fetch-1');
});

test('an orphan is told as soon as its parent changes, though all else is as before', () => {
  const { take } = open();
  take(table);
  const adopted = { ...child, ppid: 1 };
  expect(take(table.map((process) => (process === child ? adopted : process)))(101)).toMatchObject({ orphan: true });
});
