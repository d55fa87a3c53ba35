import { expect, onTestFinished, test } from 'vitest';
import type { SystemBackend } from '../../src/system/backend.ts';
import { createSampler, type SamplerOptions } from '../../src/system/sampler.ts';
import type { SystemSample } from '../../src/system/types.ts';
import { startNegligentParent, startProcess, waitFor } from '../support/processes.ts';
import { fakeBackend } from './fake-backend.ts';
import { ago, reading } from './tables.ts';

function sample(options: Partial<SamplerOptions> = {}) {
  const samples: SystemSample[] = [];
  const sampler = createSampler({ intervalMs: 20, scope: 'own', onSample: (one) => samples.push(one), ...options });
  onTestFinished(() => sampler.stop());
  return { sampler, samples };
}

const table = [
  reading({ pid: 1, ppid: 0, startedAt: ago(9000) }),
  reading({ pid: process.pid, startedAt: ago(8000) }),
  reading({ pid: 4000001, ppid: process.pid, startedAt: ago(7000), state: 'Z' }),
  reading({ pid: 4000002, startedAt: ago(7000) }),
];

test('samples again and again, our own tree first, then everything', async () => {
  const { sampler, samples } = sample({ backend: fakeBackend({ processes: () => table }) });
  const own = await waitFor(() => samples[2]);
  expect(own).toMatchObject({ cpu: { total: 12 }, memory: { available: 600 }, zombies: 1, orphans: 0 });
  expect(own.processes.map(({ pid, role }) => [pid, role])).toEqual([
    [process.pid, 'forkful'],
    [4000001, undefined],
  ]);
  sampler.setScope('all');
  await waitFor(() => samples.find(({ processes }) => processes.length === table.length));
});

test('a change of scope is answered at once, however slow the beat', async () => {
  const { sampler, samples } = sample({ backend: fakeBackend({ processes: () => table }), intervalMs: 10 ** 9 });
  await waitFor(() => samples[0]);
  sampler.setScope('all');
  expect((await waitFor(() => samples[1])).processes).toHaveLength(table.length);
});

test('also when the change comes while a sample is being taken', async () => {
  const first = Promise.withResolvers<typeof table>();
  const answers = [first.promise];
  const backend = fakeBackend({ processes: () => answers.shift() ?? table });
  const { sampler, samples } = sample({ backend, intervalMs: 10 ** 9 });
  await waitFor(() => (answers.length === 0 ? true : undefined));
  sampler.setScope('all');
  first.resolve(table);
  await waitFor(() => samples.find(({ processes }) => processes.length === table.length));
});

test('a look that fails is told, and the next one is taken', async () => {
  const errors: unknown[] = [];
  let looks = 0;
  const backend: SystemBackend = fakeBackend({
    processes() {
      looks += 1;
      if (looks === 1) throw new Error('EMFILE');
      return table;
    },
  });
  const { samples } = sample({ backend, onError: (error) => errors.push(error) });
  await waitFor(() => samples[0]);
  expect(errors).toEqual([new Error('EMFILE')]);
});

test('is silent once stopped, and lets the backend go', async () => {
  let closed = false;
  const answer = Promise.withResolvers<typeof table>();
  const backend = fakeBackend({ processes: () => answer.promise, close: () => (closed = true) });
  const { sampler, samples } = sample({ backend });
  sampler.stop();
  answer.resolve(table);
  await waitFor(() => (closed ? true : undefined));
  expect(samples).toEqual([]);
});

test('names our children as their orchestrator knows them', async () => {
  const roleOf = (pid: number) => (pid === 4000001 ? 'hash-2' : undefined);
  const { samples } = sample({ backend: fakeBackend({ processes: () => table }), roleOf });
  const { processes } = await waitFor(() => samples[0]);
  expect(processes.map(({ role }) => role)).toEqual(['forkful', 'hash-2']);
});

test.skipIf(process.platform !== 'linux')('sees a real child, a real zombie below it, and what it writes', async () => {
  const { samples } = sample({ intervalMs: 50 });
  const { parent, zombie } = await startNegligentParent();
  const seen = await waitFor(() =>
    samples.find(({ processes }) => processes.some((one) => one.pid === zombie && one.zombie)),
  );
  expect(seen.processes.find(({ pid }) => pid === parent)).toMatchObject({ ppid: process.pid, zombie: false });
  expect(seen.zombies).toBeGreaterThanOrEqual(1);
  expect(seen.processes.every(({ pid }) => pid !== 1)).toBe(true);
  await waitFor(() => samples.find(({ diskRead }) => diskRead !== undefined));
});

test.skipIf(process.platform !== 'linux')(
  'gives the threads of the process that is watched, at once and no longer than asked',
  async () => {
    const { sampler, samples } = sample({ intervalMs: 10 ** 9 });
    await waitFor(() => samples[0]);
    const of = { pid: process.pid, startTime: '' };
    sampler.watchThreads(of);
    const { threads } = await waitFor(() => samples[1]);
    expect(threads?.of).toBe(of);
    expect(threads?.list.length).toBeGreaterThan(1);
    sampler.watchThreads(undefined);
    expect((await waitFor(() => samples[2])).threads).toBeUndefined();
  },
);

test.skipIf(process.platform !== 'linux')('keeps an orphan of ours in view when its parent is gone', async () => {
  const { samples } = sample({ intervalMs: 20 });
  const shell = startProcess('sh', ['-c', 'sleep 100 & echo $!; wait']);
  const line = await new Promise<Buffer>((resolve) => shell.stdout?.once('data', resolve));
  const orphan = Number(line.toString());
  onTestFinished(() => {
    process.kill(orphan, 'SIGKILL');
  });
  await waitFor(() => samples.at(-1)?.processes.find(({ pid }) => pid === orphan));
  shell.kill('SIGKILL');
  await waitFor(() => samples.at(-1)?.processes.find(({ pid, orphan: is }) => pid === orphan && is));
  expect(samples.at(-1)?.orphans).toBeGreaterThanOrEqual(1);
});
