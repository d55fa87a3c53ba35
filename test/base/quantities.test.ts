import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.ts';
import { formatBytes, formatClock, formatCount, formatElapsed, parseSize, plural } from '../../src/base/quantities.ts';

test.each([
  ['10', 10],
  ['10k', 10_240],
  ['10M', 10_485_760],
  ['10G', 10_737_418_240],
  ['1.5m', 1_572_864],
  ['2KiB', 2048],
])('reads %s as %d bytes', (text, bytes) => {
  expect(parseSize(text, '--min-size')).toBe(bytes);
});

test.each(['', '-1', 'k', '1x', '1e9', '99999999999T', 'NaN'])('refuses %j and names the flag', (text) => {
  expect(() => parseSize(text, '--min-size')).toThrow(UsageError);
  expect(() => parseSize(text, '--min-size')).toThrow('--min-size');
});

test('a size is never wider than a column of 7', () => {
  fc.assert(fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (bytes) => formatBytes(bytes).length <= 7));
  expect([0, 999, 1000, 1023, 2_516_582, 10_485_760].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '1.0 KB',
    '2.4 MB',
    '10 MB',
  ]);
});

test('counts, times and plurals read well', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatCount(999)).toBe('999');
  expect(formatClock(4_400)).toBe('0:04');
  expect(formatClock(3_723_000)).toBe('1:02:03');
  expect(formatClock(-5)).toBe('0:00');
  expect(formatElapsed(832)).toBe('832 ms');
  expect(formatElapsed(2_090)).toBe('2.09 s');
  expect(plural(1, 'file')).toBe('1 file');
  expect(plural(2, 'copy', 'copies')).toBe('2 copies');
});
