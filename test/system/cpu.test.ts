import { expect, test } from 'vitest';
import { busyShare, CpuReader, parseCoreTicks } from '../../src/system/proc/cpu.ts';

const stat = (first: string, second: string) => `cpu  ${first}\ncpu0 ${first}\ncpu1 ${second}\nintr 5 0\nctxt 7\n`;

test('shares are of the time between two looks; idle and waiting for input are not busy', () => {
  const before = parseCoreTicks(stat('100 0 50 800 50 0 0 0 0 0', '0 0 0 0 0 0 0 0 0 0'));
  const after = parseCoreTicks(stat('130 0 60 850 60 0 0 0 0 0', '0 0 0 100 0 0 0 0 0 0'));
  expect([...after.keys()]).toEqual(['cpu', 'cpu0', 'cpu1']);
  expect(busyShare(before.get('cpu'), after.get('cpu'))).toBe(40);
  expect(busyShare(before.get('cpu1'), after.get('cpu1'))).toBe(0);
});

test('guests are counted once: user time holds them already', () => {
  expect(parseCoreTicks('cpu  100 0 0 100 0 0 0 0 100 0\n').get('cpu')).toEqual({ busy: 100, all: 200 });
});

test('counters that run backwards, or not at all, give nothing impossible', () => {
  expect(busyShare({ busy: 50, all: 100 }, { busy: 40, all: 110 })).toBe(0);
  expect(busyShare({ busy: 50, all: 100 }, { busy: 50, all: 100 })).toBe(0);
  expect(busyShare({ busy: 0, all: 100 }, { busy: 100, all: 150 })).toBe(100);
  expect(busyShare(undefined, { busy: 1, all: 1 })).toBe(0);
});

test.skipIf(process.platform !== 'linux')('reads this machine', () => {
  const reader = new CpuReader();
  const { cores, load } = reader.read();
  reader.close();
  expect(cores.length).toBeGreaterThan(0);
  expect(load.every((value) => value >= 0)).toBe(true);
});
