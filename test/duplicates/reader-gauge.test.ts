import { expect, test } from 'vitest';
import { type GaugeReading, nextReaders } from '../../src/duplicates/reader-gauge.ts';

const limits = { cores: 2, most: 16 };
const start: GaugeReading = { wallMs: 0, cpuMs: 0, waits: 0, preempted: 0 };

test.each([
  ['stay while the cores are busy', 2, { cpuMs: 190, waits: 50, preempted: 5 }, 2],
  ['double while readers wait for the disk', 2, { cpuMs: 60, waits: 900, preempted: 5 }, 4],
  ['double again', 8, { cpuMs: 100, waits: 900, preempted: 5 }, 16],
  ['never pass the limit', 16, { cpuMs: 60, waits: 900, preempted: 5 }, 16],
  ['stay where other programs have the cores', 2, { cpuMs: 60, waits: 10, preempted: 300 }, 2],
])('readers %s', (_, readers, reading, expected) => {
  expect(nextReaders(readers, start, { wallMs: 100, ...reading }, limits)).toBe(expected);
});

test('a short stretch says nothing', () => {
  expect(nextReaders(2, start, { wallMs: 5, cpuMs: 0, waits: 9, preempted: 0 }, limits)).toBeUndefined();
});
