import { describe, expect, it, vi } from 'vitest';
import type { StoreEvent } from '../../src/store/events.ts';
import { reduce } from '../../src/store/reduce.ts';
import { initialState, type State } from '../../src/store/state.ts';
import { Store } from '../../src/store/store.ts';
import { download, progressEvent, sampleGroup, sampleSystem, scanned } from '../support/sample-data.ts';

const stateAfter = (events: readonly StoreEvent[], now = 0): State =>
  events.reduce((state, event) => reduce(state, event, now), initialState());

const queued = (id: number): StoreEvent => download({ kind: 'queued', id, url: `http://h/${id}`, name: `${id}.jpg` });
const progress = (id: number, received: number, total: number | undefined): StoreEvent =>
  download({ kind: 'progress', id, received, total, rate: 5 });

describe('downloads', () => {
  it('never go back, and never pass the whole', () => {
    const state = stateAfter([queued(1), progress(1, 500, 1000), progress(1, 300, 1000), progress(1, 5000, 1000)]);
    expect(state.downloads.get(1)).toMatchObject({ received: 1000, total: 1000 });
    const back = stateAfter([queued(1), progress(1, 500, 1000), progress(1, 300, 1000)]);
    expect(back.downloads.get(1)?.received).toBe(500);
  });

  it('are counted by what became of them', () => {
    const done = { url: '', path: 'a', bytes: 9, hash: '', attempts: 1, ms: 1 };
    const state = stateAfter([
      queued(1),
      queued(2),
      queued(3),
      download({ kind: 'done', id: 1, ...done, duplicateOf: 'b' }),
      download({ kind: 'failed', id: 2, url: '', reason: '404', status: 404, attempts: 1 }),
    ]);
    expect(state.downloads.counts).toMatchObject({ done: 1, failed: 1, queued: 1, active: 0 });
    expect(state.downloads).toMatchObject({ unfinished: 1, duplicates: 1, size: 3 });
  });

  it('that nothing new is told of are no change', () => {
    const state = stateAfter([queued(1), progress(1, 500, 1000)]);
    expect(reduce(state, progress(1, 500, 1000), 0)).toBe(state);
  });

  it('that the queue halted are paused, with the reason told', () => {
    const state = stateAfter([queued(1), download({ kind: 'halted', reason: 'the disk is full' })]);
    expect(state).toMatchObject({
      paused: true,
      notice: { level: 'error', text: 'downloads paused: the disk is full' },
    });
  });
});

describe('a scan', () => {
  it('has a rate once two points in time are known', () => {
    let state = reduce(initialState(), { kind: 'scan-started', roots: ['/a'] }, 1000);
    state = reduce(state, progressEvent({ doneBytes: 1e6 }), 2000);
    expect(state.scan.read.rate).toBeCloseTo(1e6);
    state = reduce(state, progressEvent({ doneBytes: 3e6 }), 3000);
    expect(state.scan.read.rate).toBeGreaterThan(1e6);
    expect(state.scan.read.rate).toBeLessThan(2e6);
  });

  it('that failed says why', () => {
    expect(stateAfter([{ kind: 'scan-failed', reason: 'no such folder' }])).toMatchObject({
      scan: { phase: 'failed', reason: 'no such folder' },
      notice: { level: 'error', text: 'scan failed: no such folder' },
    });
  });
});

it('what a removal did is told in one sentence, with the way back', () => {
  const summary = { run: 'r', done: 2, planned: 0, skipped: 1, failed: 0, bytes: 2 ** 21 };
  const state = stateAfter([
    ...scanned([sampleGroup('a', 5, ['x', 'y'])]),
    { kind: 'removal-ended', undo: false, summary },
  ]);
  expect(state.notice).toMatchObject({
    level: 'warning',
    text: '2 files removed, 2.0 MB gained, 1 skipped · reasons in the log (5) · u takes it back',
  });
});

describe('the store', () => {
  it('tells of many events at once, and of none where nothing changed', async () => {
    const store = new Store({ commitMs: 20 });
    const watcher = vi.fn();
    store.watch(watcher);
    for (let tick = 0; tick < 1000; tick += 1) store.dispatch({ kind: 'system', sample: sampleSystem(tick) });
    expect(watcher).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(watcher).toHaveBeenCalledTimes(1));
    expect(store.state.machine.cpu).toHaveLength(400);
    store.dispatch({ kind: 'paused', paused: false });
    const { state } = store;
    store.dispatch({ kind: 'system', sample: sampleSystem(0) });
    expect(store.state).not.toBe(state);
    await vi.waitFor(() => expect(watcher).toHaveBeenCalledTimes(2));
    store.close();
  });
});
