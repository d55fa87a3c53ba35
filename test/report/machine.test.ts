import { expect, test } from 'vitest';
import { forkChild, memoryPairs, usage } from '../../src/report/machine.ts';
import { waitForMemory } from '../../src/report/wait-for-memory.ts';
import type { MemoryInfo } from '../../src/system/types.ts';
import { fakeBackend } from '../system/fake-backend.ts';

const memory = (available: number): MemoryInfo => ({
  total: 1000,
  available,
  used: 1000 - available,
  swapTotal: 0,
  swapUsed: 0,
  cgroupLimit: undefined,
  cgroupUsed: undefined,
  pressure: undefined,
});

test('a child tells its own process id, and that we are its parent', async () => {
  const { ok, pairs } = await forkChild();
  expect(ok).toBe(true);
  const { parent, child = '' } = Object.fromEntries(pairs);
  expect(parent).toBe(String(process.pid));
  expect(child).toMatch(new RegExp(`^\\d+, whose parent is ${process.pid}$`));
});

test('a fork that fails says why, and ends nothing else', async () => {
  expect(await forkChild('/no/such/program')).toEqual({
    ok: false,
    pairs: [['fork failed', 'no such file or folder']],
    warnings: [],
  });
});

test('use above the thresholds is warned of', async () => {
  const busy = fakeBackend({
    cpu: () => ({ total: 99, cores: [99, 99], load: [4, 2, 1], pressure: undefined }),
    memory: () => memory(50),
  });
  const { pairs, warnings } = await usage(busy, { cpuPercent: 90, memoryPercent: 90 }, 1);
  expect(Object.fromEntries(pairs)).toMatchObject({ CPU: '99 % of 2 cores', load: '4.00  2.00  1.00' });
  expect(warnings).toEqual([expect.stringMatching(/^memory 95 %/), expect.stringMatching(/^CPU 99 %/)]);
  expect((await usage(fakeBackend(), { cpuPercent: 90, memoryPercent: 90 }, 1)).warnings).toEqual([]);
});

test('memory in words', () => {
  const pairs = memoryPairs({ ...memory(250), cgroupLimit: 1000, cgroupUsed: 700, swapTotal: 100, swapUsed: 20 });
  expect(Object.fromEntries(pairs)).toMatchObject({
    used: '750 B  75 %',
    cgroup: '700 B of 1.0 KB',
    swap: '20 B of 100 B',
  });
});

test('a wait for memory goes on by itself as soon as there is enough', async () => {
  const looks = [10, 20, 500, 900];
  const seen: number[] = [];
  const end = await waitForMemory({
    needed: 400,
    read: () => memory(looks.shift() ?? 0),
    signal: new AbortController().signal,
    onWait: ({ available }) => seen.push(available),
  });
  expect(end).toMatchObject({ kind: 'available', memory: { available: 500 } });
  expect(seen).toEqual([10, 20]);
});

test('and ends with its time, or when it is stopped', async () => {
  const options = { needed: 400, read: () => memory(1), onWait: () => {}, signal: new AbortController().signal };
  expect((await waitForMemory({ ...options, timeoutMs: 1 })).kind).toBe('timed-out');
  const stop = new AbortController();
  const waiting = waitForMemory({ ...options, signal: stop.signal, onWait: () => stop.abort() });
  expect((await waiting).kind).toBe('stopped');
});
