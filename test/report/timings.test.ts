import { expect, test } from 'vitest';
import { Timings } from '../../src/report/timings.ts';

const timing = { startedAt: 0, ok: true, engine: undefined };

test('the engines stand side by side, each with its best run; failures do not count', () => {
  const timings = new Timings();
  timings.add({ ...timing, job: 'scan a', engine: 'serial', elapsedMs: 90 });
  timings.add({ ...timing, job: 'scan a', engine: 'threads', elapsedMs: 40 });
  timings.add({ ...timing, job: 'scan a', engine: 'threads', elapsedMs: 30 });
  timings.add({ ...timing, job: 'scan a', engine: 'processes', elapsedMs: 1, ok: false });
  timings.add({ ...timing, job: 'undo', elapsedMs: 5 });
  expect(timings.compare()).toEqual([
    { job: 'scan a', runs: 3, best: { serial: 90, threads: 30, processes: undefined, none: undefined } },
    { job: 'undo', runs: 1, best: { serial: undefined, threads: undefined, processes: undefined, none: 5 } },
  ]);
});

test('a job is measured whether it succeeds or fails', async () => {
  const timings = new Timings();
  expect(await timings.measure('good', 'serial', () => 42)).toBe(42);
  await expect(timings.measure('bad', undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(timings.all.map(({ job, ok }) => [job, ok])).toEqual([
    ['good', true],
    ['bad', false],
  ]);
});

test('exports a line a run, and keeps a bounded number', () => {
  const timings = new Timings();
  timings.add({ ...timing, job: 'first\nline', elapsedMs: 1 });
  expect(JSON.parse(timings.toJsonLines())).toEqual({
    job: 'first\nline',
    startedAt: '1970-01-01T00:00:00.000Z',
    elapsedMs: 1,
    ok: true,
  });
  for (let run = 0; run < 1000; run++) timings.add({ ...timing, job: 'x', elapsedMs: run });
  expect(timings.all).toHaveLength(1000);
  expect(timings.all[0]?.job).toBe('x');
});
