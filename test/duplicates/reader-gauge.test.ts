import { expect, test } from 'vitest';
import { type GaugeReading, nextReaders } from '../../src/duplicates/reader-gauge.ts';

const limits = { cores: 2, most: 16 };
const start: GaugeReading = { wallMs: 0, cpuMs: 0, blocksRead: 0, workBytes: 0 };

test.each([
  ['stay while the cores are busy', 2, { cpuMs: 190, blocksRead: 800, workBytes: 500_000 }, 2],
  ['double while readers wait for the disk', 2, { cpuMs: 60, blocksRead: 900, workBytes: 500_000 }, 4],
  ['double again', 8, { cpuMs: 100, blocksRead: 900, workBytes: 500_000 }, 16],
  ['never pass the limit', 16, { cpuMs: 60, blocksRead: 900, workBytes: 500_000 }, 16],
  ['stay where other programs have the cores', 2, { cpuMs: 60, blocksRead: 16, workBytes: 0 }, 2],
  ['stay where little of the work comes from the disk', 2, { cpuMs: 60, blocksRead: 900, workBytes: 9_000_000 }, 2],
])('readers %s', (_, readers, reading, expected) => {
  expect(nextReaders(readers, start, { wallMs: 100, ...reading }, limits)).toBe(expected);
});

test('a short stretch says nothing', () => {
  expect(nextReaders(2, start, { wallMs: 5, cpuMs: 0, blocksRead: 9, workBytes: 0 }, limits)).toBeUndefined();
});
