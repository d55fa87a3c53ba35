import { expect, test } from 'vitest';
import {
  createFallbackBackend,
  type ListedProcess,
  type SystemInformation,
} from '../../src/system/fallback/backend.ts';
import { takeSnapshot } from '../../src/system/snapshot.ts';

const listed = (changes: Partial<ListedProcess> & { pid: number }): ListedProcess => ({
  parentPid: 1,
  name: 'sleep',
  cpu: 0,
  memRss: 100,
  state: 'sleeping',
  started: '2026-01-31 12:00:00',
  command: 'sleep',
  params: '100',
  ...changes,
});

const system = (list: readonly ListedProcess[]): SystemInformation => ({
  processes: async () => ({ list }),
  currentLoad: async () => ({ currentLoad: 42, cpus: [{ load: 40 }, { load: 44 }] }),
  mem: async () => ({ total: 1000, available: 300, swaptotal: 50, swapused: 5 }),
});

const noon = new Date('2026-01-31T12:00:00').getTime();

test('gives the same kind of processes as /proc', async () => {
  const backend = createFallbackBackend(system([listed({ pid: 7, cpu: 12.5, state: 'zombie' })]), () => noon + 5000);
  const [process] = await backend.processes();
  expect(process).toMatchObject({
    pid: 7,
    ppid: 1,
    state: 'Z',
    cpuPercent: 12.5,
    rssBytes: 102_400,
    startedAt: noon,
    startTime: new Date(noon).toISOString(),
  });
  expect(process && backend.describe(process)).toEqual({ name: 'sleep', command: 'sleep 100', uid: undefined });
});

test('makes names safe, and does not invent a start', async () => {
  const backend = createFallbackBackend(
    system([listed({ pid: 8, name: 'a\u001b[2J', command: '', params: '', started: '', state: 'strange' })]),
  );
  const [process] = await backend.processes();
  expect(process).toMatchObject({ state: '?', startTime: '' });
  expect(process && backend.describe(process)).toMatchObject({ name: 'a\\e[2J', command: '[a\\e[2J]' });
});

test('tells CPU and memory', async () => {
  const backend = createFallbackBackend(system([]));
  expect(await backend.cpu()).toMatchObject({ total: 42, cores: [40, 44], pressure: undefined });
  expect(await backend.memory()).toMatchObject({ total: 1000, used: 700, swapUsed: 5, cgroupLimit: undefined });
});

test('serves a whole look at the machine: zombies too', async () => {
  const backend = createFallbackBackend(
    system([listed({ pid: 1, parentPid: 0 }), listed({ pid: 7, state: 'zombie' })]),
  );
  const { processes } = await takeSnapshot({ scope: 'all', backend });
  expect(processes.map(({ pid, zombie, orphan }) => [pid, zombie, orphan])).toEqual([
    [1, false, false],
    [7, true, false],
  ]);
});

test('the real one answers here as well', async () => {
  const backend = createFallbackBackend(await import('systeminformation'));
  const { total, available } = await backend.memory();
  expect(available).toBeLessThanOrEqual(total);
  expect((await backend.processes()).some(({ pid }) => pid === process.pid)).toBe(true);
});
