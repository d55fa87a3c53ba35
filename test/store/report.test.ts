import { expect, it } from 'vitest';
import type { StoreEvent } from '../../src/store/events.ts';
import { reduce } from '../../src/store/reduce.ts';
import { initialState, type State } from '../../src/store/state.ts';
import { download } from '../support/sample-data.ts';

const after = (events: readonly StoreEvent[]): State =>
  events.reduce((state, event) => reduce(state, event, 0), initialState());

const started = (run: number): StoreEvent => ({ kind: 'report-started', run, number: 11, title: 'memory information' });
const ended = (run: number, ok = true): StoreEvent => {
  return { kind: 'report', run, number: 11, title: 'memory information', rows: [['total', '8 GB']], elapsedMs: 5, ok };
};

it('an item is under way until its own end comes, and then has its result', () => {
  expect(after([started(1)]).report).toMatchObject({ phase: 'running', rows: [] });
  expect(after([started(1), ended(1)]).report).toMatchObject({
    phase: 'done',
    elapsedMs: 5,
    rows: [['total', '8 GB']],
  });
  expect(after([started(1), ended(1, false)]).report?.phase).toBe('failed');
  expect(after([started(1), started(2), ended(1)]).report).toMatchObject({ run: 2, phase: 'running' });
});

it('result and time are in the log, also of an item that is no longer shown', () => {
  const { log, notice } = after([started(1), started(2), ended(1)]);
  expect(log.entries.map(({ text }) => text)).toEqual(['11, memory information: done in 5 ms', 'total  8 GB']);
  expect(notice?.text).toContain('done in 5 ms');
});

it('in another folder the list of downloads begins anew', () => {
  const queued = download({ kind: 'queued', id: 1, url: 'http://h/1', name: '1' });
  const state = after([queued, { kind: 'folder', folder: '~/other' }]);
  expect(state.downloads.size).toBe(0);
  expect(state.folder).toBe('~/other');
});
