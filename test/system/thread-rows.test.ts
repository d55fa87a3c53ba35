import { expect, test } from 'vitest';
import { processRowOf, withThreads } from '../../src/system/thread-rows.ts';
import { processId, processRows } from '../../src/system/tree.ts';
import type { ThreadInfo } from '../../src/system/types.ts';
import { info } from './tables.ts';

const family = [info({ pid: 10 }), info({ pid: 11, ppid: 10 }), info({ pid: 12, ppid: 10 })];
const thread = (tid: number, name: string, cpuPercent = 0): ThreadInfo => ({
  tid,
  name,
  state: 'S',
  cpuPercent,
  cpuMs: 0,
});
const threads = [thread(11, 'node'), thread(21, 'worker', 80), thread(22, 'flusher')];
const of = (pid: number) => new Map([[processId(info({ pid })), threads]]);
const shown = (pid: number, options = {}) =>
  withThreads(processRows(family, options), of(pid), options).map((row) => {
    return `${row.branch}${row.kind === 'thread' ? row.thread.name : row.process.pid}`;
  });

test('stand right below their process, inside its branch', () => {
  expect(shown(11)).toEqual(['10', '├ 11', '│ ┆ node', '│ ┆ worker', '│ ┆ flusher', '└ 12']);
  expect(shown(12).slice(2)).toEqual(['└ 12', '  ┆ node', '  ┆ worker', '  ┆ flusher']);
  expect(shown(10).slice(0, 2)).toEqual(['10', '┆ node']);
  expect(shown(11, { ascii: true }).slice(1, 3)).toEqual(['|-11', '| : node']);
});

test('are sorted as the processes are, where threads differ in that', () => {
  expect(shown(12, { sort: 'cpu' }).at(-3)).toBe('  ┆ worker');
  expect(shown(12, { sort: 'name' }).slice(-3)).toEqual(['  ┆ flusher', '  ┆ node', '  ┆ worker']);
});

test('belong to their process, and have an id of their own', () => {
  const rows = withThreads(processRows(family), of(11));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows.map((row) => processRowOf(row).process.pid)).toEqual([10, 11, 11, 11, 11, 12]);
});

test('of nobody, or of a process that is gone, change nothing', () => {
  const rows = processRows(family);
  expect(withThreads(rows, new Map())).toBe(rows);
  expect(withThreads(rows, of(99))).toEqual(rows);
});
