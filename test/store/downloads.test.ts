import { expect, it } from 'vitest';
import type { RowEvent } from '../../src/store/downloads.ts';
import { DownloadTable } from '../../src/store/downloads.ts';

const over = { url: '', path: 'a', bytes: 1, hash: '', attempts: 1, ms: 1, duplicateOf: undefined };

it('lists what goes on first, then what failed, what is to come, and what is over with the newest first', () => {
  const table = new DownloadTable();
  const events: RowEvent[] = [
    ...[1, 2, 3, 4, 5, 6, 7].map((id): RowEvent => ({ kind: 'queued', id, url: '', name: `${id}` })),
    { kind: 'done', id: 4, ...over },
    { kind: 'done', id: 1, ...over },
    { kind: 'failed', id: 2, url: '', reason: '404', status: 404, attempts: 1 },
    { kind: 'waiting', id: 5, at: 0, reason: '429', attempt: 1 },
    { kind: 'started', id: 7, worker: 'fetch-1', name: '7', total: 1, resumedFrom: 0 },
  ];
  for (const event of events) table.apply(event);
  expect(table.list().map(({ id }) => id)).toEqual([7, 5, 2, 3, 6, 1, 4]);
  table.apply({ kind: 'queued', id: 2, url: '', name: '2' });
  expect(table.list().map(({ id }) => id)).toEqual([7, 5, 2, 3, 6, 1, 4]);
});
