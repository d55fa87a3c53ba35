import { expect, test } from 'vitest';
import type { StorageIo } from '../../src/system/backend.ts';
import { parseStorageIo } from '../../src/system/proc/backend.ts';
import { StorageRates } from '../../src/system/storage-rates.ts';

test('rates are bytes a second, process by process, whoever comes and goes', () => {
  const counters = new Map<number, StorageIo>([
    [1, { read: 1000, written: 0 }],
    [2, { read: 5000, written: 500 }],
  ]);
  const rates = new StorageRates((pid) => counters.get(pid));
  const ours = (...pids: number[]) => new Map(pids.map((pid) => [pid, `start of ${pid}`]));

  expect(rates.measure(ours(1, 2), 0)).toEqual({ read: undefined, written: undefined });
  counters.set(1, { read: 3000, written: 100 });
  expect(rates.measure(ours(1, 2), 2000)).toEqual({ read: 1000, written: 50 });
  // 2 has ended: nothing runs backwards; 3 is new: what it has done counts.
  counters.delete(2);
  counters.set(3, { read: 70, written: 30 });
  expect(rates.measure(ours(1, 2, 3), 3000)).toEqual({ read: 70, written: 30 });
  // The pid of 3 has a new holder, with counters of its own.
  counters.set(3, { read: 10, written: 0 });
  expect(rates.measure(new Map([[3, 'another start']]), 4000)).toEqual({ read: 10, written: 0 });
});

test('where nothing can be read there is no rate', () => {
  const rates = new StorageRates(() => undefined);
  rates.measure(new Map([[1, 'a']]), 0);
  expect(rates.measure(new Map([[1, 'a']]), 1000)).toEqual({ read: undefined, written: undefined });
});

test('counts what reached the storage, not what the page cache answered', () => {
  const text =
    'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n';
  expect(parseStorageIo(text)).toEqual({ read: 4096, written: 8192 });
  expect(parseStorageIo('')).toBeUndefined();
});
