import fc from 'fast-check';
import { expect, test } from 'vitest';
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
          tally.reopen('failed');
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
          if (kind === 'done') tally.done(bytes, false);
          else tally[kind]();
        }
        const now = tally.standing(step * 100);
        expect(now.share).toBeGreaterThanOrEqual(before.share);
        expect(now.share).toBeLessThanOrEqual(1);
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
