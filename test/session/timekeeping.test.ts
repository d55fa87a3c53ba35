import { expect, it } from 'vitest';
import { Timings } from '../../src/report/timings.ts';
import { createHub } from '../../src/session/hub.ts';
import { keepTime } from '../../src/session/timekeeping.ts';
import type { StoreEvent } from '../../src/store/events.ts';
import { download } from '../support/sample-data.ts';

/** The jobs that are kept after these events: what, by whom, whether it went well. */
function jobsAfter(events: readonly StoreEvent[]) {
  const [hub, timings] = [createHub(), new Timings()];
  keepTime(hub, timings, { scan: () => 'threads', downloads: () => 'processes' });
  for (const event of events) hub.publish(event);
  return timings.all.map(({ job, engine, ok }) => [job, engine, ok]);
}

const queued = (id: number): StoreEvent => download({ kind: 'queued', id, url: '', name: '' });
const cancelled = (id: number): StoreEvent => download({ kind: 'cancelled', id });
const failed = (id: number): StoreEvent =>
  download({ kind: 'failed', id, url: '', reason: '', status: 404, attempts: 1 });

it('a batch of downloads is one job, from the first that is queued to the last that ends', () => {
  expect(jobsAfter([queued(1), queued(2), cancelled(1)])).toEqual([]);
  expect(jobsAfter([queued(1), queued(2), cancelled(1), queued(1), cancelled(2), cancelled(1)])).toEqual([
    ['download of 2 URLs', 'processes', true],
  ]);
  expect(jobsAfter([queued(1), failed(1), queued(2), cancelled(2)])).toEqual([
    ['download of 1 URL', 'processes', false],
    ['download of 1 URL', 'processes', true],
  ]);
});

it('scans, removals and undos are kept, failed ones as such', () => {
  const summary = { run: '', done: 1, planned: 0, skipped: 0, failed: 0, bytes: 0 };
  expect(
    jobsAfter([
      { kind: 'scan-started', roots: [] },
      { kind: 'scan-failed', reason: '' },
      { kind: 'removal-started', undo: false, actions: 1 },
      { kind: 'removal-ended', undo: false, summary },
      { kind: 'removal-started', undo: true, actions: 0 },
      { kind: 'removal-failed', undo: true, reason: '' },
    ]),
  ).toEqual([
    ['scan', 'threads', false],
    ['removal', undefined, true],
    ['undo', undefined, false],
  ]);
});
