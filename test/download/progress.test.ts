import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Entry } from '../../src/download/queue/entry.ts';
import { type Standing, Tally } from '../../src/download/tally.ts';
import { DownloadTable } from '../../src/store/downloads.ts';

const requestOf = (id: number) => ({
  url: `http://a.test/${id}`,
  out: undefined,
  dir: undefined,
  checksum: undefined,
  headers: [],
  source: 'test',
});

/** What may happen to one of the downloads: a try begins, bytes come (also again, also too many), it ends somehow. */
const happening = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom('begin', 'total', 'bytes', 'lost', 'done', 'failed', 'skipped', 'again'),
  bytes: fc.integer({ min: 0, max: 2_000 }),
});

test('progress never passes the whole and never goes back, whatever the servers do', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
      const [tally, table] = [new Tally(), new DownloadTable()];
      const entries = Array.from({ length: 6 }, (_, index) => new Entry(index + 1, requestOf(index + 1), '/tmp'));
      tally.add(entries.length);
      for (const { id } of entries) table.apply({ kind: 'queued', id, url: '', name: '' });
      const over = new Map<number, 'done' | 'failed' | 'skipped'>();
      let before: Standing = tally.standing(0);
      for (const [step, { id, kind, bytes }] of happenings.entries()) {
        const entry = entries[id - 1];
        const ended = over.get(id);
        if (entry === undefined) continue;
        const shown = table.get(id)?.received ?? 0;
        if (ended !== undefined) {
          // Only a person reopens what has failed; then the whole may be less done than before.
          if (kind !== 'again' || ended !== 'failed') continue;
          tally.reopen(entry, 'failed');
          over.delete(id);
          table.apply({ kind: 'queued', id, url: '', name: '' });
        } else if (kind === 'begin') {
          tally.begin(entry);
          table.apply({ kind: 'started', id, worker: 'w', name: '', total: entry.total, resumedFrom: bytes % 7 });
        } else if (kind === 'total') entry.total = bytes;
        else if (kind === 'bytes') {
          entry.arrived(bytes, step);
          table.apply({ kind: 'progress', id, received: entry.received, total: entry.total, rate: 1 });
        } else if (kind === 'lost') tally.end(entry);
        else if (kind === 'done' || kind === 'failed' || kind === 'skipped') {
          tally.end(entry);
          over.set(id, kind);
          if (kind === 'done') tally.done(entry, bytes, false);
          else tally[kind](entry);
        }
        const now = tally.standing(step * 100);
        expect(now.share).toBeGreaterThanOrEqual(before.share);
        expect(now.share).toBeLessThanOrEqual(1);
        expect(now.bytes).toBeGreaterThanOrEqual(before.bytes);
        expect(now.rate).toBeGreaterThanOrEqual(0);
        expect(now.finished).toBeLessThanOrEqual(now.total);
        expect(now.leftMs ?? 0).toBeGreaterThanOrEqual(0);
        const row = table.get(id);
        if (row === undefined) throw new Error('a row is gone');
        if (row.total !== undefined) expect(row.received).toBeLessThanOrEqual(row.total);
        if (row.total === undefined) expect(row.received).toBeGreaterThanOrEqual(shown);
        before = now;
      }
    }),
    { numRuns: 500 },
  );
});

describe('a download that is taken up again', () => {
  const GB = 1e9;

  function resumed() {
    const tally = new Tally();
    const entry = new Entry(1, requestOf(1), '/tmp');
    const validator = { etag: '"a"', lastModified: undefined };
    entry.resumeFrom({ ranges: [[0, 5 * GB]], total: 10 * GB, validator, mark: 'm' });
    tally.add(1);
    return { tally, entry, start: performance.now() };
  }

  test('is judged by what comes now, a megabyte a second: not by what was here', () => {
    const { tally, entry, start } = resumed();
    // A look before it begins: what was here does not come all at once then.
    expect(tally.standing(start).rate).toBe(0);
    tally.begin(entry);
    const seen = Array.from({ length: 100 }, (_, index) => {
      const now = start + (index + 1) * 200;
      entry.arrived(5 * GB + (index + 1) * 200_000, now);
      return tally.standing(now);
    });
    for (const { rate } of seen) expect(rate).toBeLessThan(1.01e6);
    expect(seen.at(-1)?.rate).toBeGreaterThan(0.99e6);
    const told = seen.flatMap(({ leftMs }) => (leftMs === undefined ? [] : [leftMs]));
    expect(told.length).toBeGreaterThan(30);
    for (const leftMs of told) expect(Math.abs(leftMs / 5_000_000 - 1)).toBeLessThan(0.02);
  });

  test('keeps its bytes and its share where it has to wait, fails, and goes on', () => {
    const { tally, entry, start } = resumed();
    tally.begin(entry);
    entry.arrived(6 * GB, start + 1000);
    const before = tally.standing(start + 2000);
    expect(before).toMatchObject({ bytes: 6 * GB, share: 0.6 });
    tally.end(entry);
    expect(tally.standing(start + 3000)).toMatchObject({ bytes: 6 * GB, share: 0.6 });
    tally.failed(entry);
    expect(tally.standing(start + 4000)).toMatchObject({ bytes: 6 * GB, share: 1 });
    tally.reopen(entry, 'failed');
    tally.begin(entry);
    entry.arrived(10 * GB, start + 5000);
    tally.end(entry);
    tally.done(entry, 10 * GB, false);
    expect(tally.standing(start + 6000)).toMatchObject({ bytes: 10 * GB, share: 1, finished: 1 });
  });
});

test('files that an earlier run had got say nothing about how long the others take', () => {
  const tally = new Tally();
  const start = performance.now();
  tally.add(1000);
  const entries = Array.from({ length: 1000 }, (_, index) => new Entry(index + 1, requestOf(index + 1), '/tmp'));
  for (const entry of entries.slice(0, 900)) tally.skipped(entry, true);
  for (const entry of entries.slice(900, 910)) tally.done(entry, 1, false);
  // Ten in ten seconds: ninety more take ninety.
  const { leftMs } = tally.standing(start + 10_000);
  expect(Math.abs((leftMs ?? 0) / 90_000 - 1)).toBeLessThan(0.01);
});

test('the very first look tells a rate', () => {
  const tally = new Tally();
  const entry = new Entry(1, requestOf(1), '/tmp');
  tally.add(1);
  const start = performance.now();
  tally.begin(entry);
  entry.arrived(3_000_000, start + 3000);
  expect(tally.standing(start + 3000).rate).toBeGreaterThan(0.9e6);
});
