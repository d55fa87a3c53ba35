import { expect, it } from 'vitest';
import { DownloadTable, type RowEvent } from '../../src/store/downloads.ts';
import { addSample, unknownMachine } from '../../src/store/machine.ts';
import { sampleSystem } from '../support/sample-data.ts';

const done = { url: '', path: 'a', hash: '', attempts: 1, ms: 1, duplicateOf: undefined };

function transferredBy(events: readonly RowEvent[]): number {
  const table = new DownloadTable();
  for (const event of events) table.apply(event);
  return table.transferred;
}

const queued: RowEvent = { kind: 'queued', id: 1, url: '', name: 'a' };
const started = (resumedFrom: number): RowEvent => {
  return { kind: 'started', id: 1, worker: 'fetch-1', name: 'a', total: 100, resumedFrom };
};
const progress = (received: number): RowEvent => ({ kind: 'progress', id: 1, received, total: 100, rate: 1 });

it('counts what came over the network, once, and not what an earlier run had left', () => {
  expect(
    transferredBy([queued, started(0), progress(30), progress(70), { kind: 'done', id: 1, bytes: 100, ...done }]),
  ).toBe(100);
  expect(transferredBy([queued, started(60), progress(80), { kind: 'done', id: 1, bytes: 100, ...done }])).toBe(40);
  const skipped: RowEvent = { kind: 'skipped', id: 1, url: '', reason: 'not modified', path: 'a' };
  expect(transferredBy([queued, skipped])).toBe(0);
});

it('makes of it a rate a sample: by the time between them, never below nothing', () => {
  const at = (ms: number) => sampleSystem(1, { at: ms });
  let machine = addSample(unknownMachine, at(0), 5000);
  expect(machine.network).toEqual([0]);
  machine = addSample(machine, at(2000), 9000);
  expect(machine.network).toEqual([0, 2000]);
  // Another folder was begun: its queue counts from nothing.
  machine = addSample(machine, at(3000), 0);
  machine = addSample(machine, at(4000), 500);
  expect(machine.network).toEqual([0, 2000, 0, 500]);
});
