/** What happens to the work when workers die, stop or hang. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PoolFailed, TaskSetAside } from '../../src/orchestrator/errors.ts';
import { eventually } from '../support/eventually.ts';
import { tempDir } from '../support/temp-dir.ts';
import { type OddPool, oddPool } from './odd-pool.ts';

function pids(pool: OddPool): number[] {
  return pool.statuses.flatMap(({ pid, state }) => (pid !== undefined && state !== 'stopped' ? [pid] : []));
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a forked child', () => {
  it('that is killed has its work done by another (jest #13183)', async () => {
    const begun: { worker: string; attempt: number }[] = [];
    const pool = oddPool('processes');
    const task = pool.submit(
      { kind: 'sleep', ms: 300 },
      {
        onBegin(begin) {
          begun.push(begin);
          const pid = pool.statuses.find(({ name }) => name === begin.worker)?.pid;
          if (begin.attempt === 1 && pid !== undefined) process.kill(pid, 'SIGKILL');
        },
      },
    );
    await expect(task).resolves.toBe('slept');
    expect(begun.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await eventually(() => expect(pool.statuses.map(({ restarts }) => restarts).sort()).toEqual([0, 1]));
    expect(pool.statuses.find(({ restarts }) => restarts === 1)?.reason).toBe('killed by SIGKILL');
  });

  it('is replaced also when all of them are killed at once (jest #13976)', async () => {
    const pool = oddPool('processes', { size: 3 });
    await eventually(() => expect(pool.statuses.every(({ state }) => state === 'ready')).toBe(true));
    const values = Array.from({ length: 30 }, (_, index) => index);
    const results = values.map(async (value) => {
      await pool.submit({ kind: 'sleep', ms: 5 });
      return pool.submit({ kind: 'echo', value });
    });
    for (const pid of pids(pool)) process.kill(pid, 'SIGKILL');
    expect(await Promise.all(results)).toEqual(values);
    await eventually(() => expect(pool.statuses.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']));
  });

  it('that is stopped (SIGSTOP) while it works is killed and replaced (jest #13864)', async () => {
    const pool = oddPool('processes', { size: 1, silenceMs: 800 });
    const attempts: number[] = [];
    const task = pool.submit(
      { kind: 'sleep', ms: 100 },
      {
        onBegin({ attempt }) {
          attempts.push(attempt);
          if (attempt === 1) process.kill(pids(pool)[0] ?? 0, 'SIGSTOP');
        },
      },
    );
    await expect(task).resolves.toBe('slept');
    expect(attempts).toEqual([1, 2]);
    expect(pool.statuses[0]?.reason).toBe('killed: no sign of life for 0.8 s while busy');
  });

  it('that asks to be stopped by SIGTERM from outside leaves in order and its work is done by another', async () => {
    const pool = oddPool('processes', { size: 1 });
    const task = pool.submit(
      { kind: 'sleep', ms: 200 },
      { onBegin: ({ attempt }) => attempt === 1 && process.kill(pids(pool)[0] ?? 0, 'SIGTERM') },
    );
    await expect(task).resolves.toBe('slept');
    expect(pool.statuses[0]).toMatchObject({ restarts: 1, reason: 'exited with code 0' });
  });

  it.each(['SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)(
    'goes on working at %s: the parent decides',
    async (signal) => {
      const pool = oddPool('processes', { size: 1 });
      const task = pool.submit({ kind: 'sleep', ms: 200 }, { onBegin: () => process.kill(pids(pool)[0] ?? 0, signal) });
      await expect(task).resolves.toBe('slept');
      expect(pool.statuses[0]?.restarts).toBe(0);
    },
  );

  it('that will not leave is killed at the end of the grace time, and named meanwhile (rstest #1285, process-compose #354)', async () => {
    const waitedFor: string[] = [];
    const pool = oddPool('processes', { size: 2, graceMs: 1_200, onWaiting: (names) => waitedFor.push(names.join()) });
    pool.tell({ kind: 'stay' });
    await eventually(() => expect(pool.statuses.map(({ state }) => state)).toEqual(['ready', 'ready']));
    const children = pids(pool);
    await pool.close();
    expect(children.filter(exists)).toEqual([]);
    expect(waitedFor[0]).toBe('preview-1,preview-2');
    expect(pool.statuses[0]).toMatchObject({ state: 'stopped', reason: 'killed: did not leave within 1.2 s' });
  });

  it('that is stopped (SIGSTOP) while idle does not hold up the end', async () => {
    const pool = oddPool('processes', { size: 1, graceMs: 400 });
    await pool.submit({ kind: 'pid' });
    const [pid = 0] = pids(pool);
    process.kill(pid, 'SIGSTOP');
    await pool.close();
    expect(exists(pid)).toBe(false);
  });

  it('that cannot be started again and again fails the pool with the reason', async () => {
    const pool = oddPool('processes', { entry: new URL('./no-such-worker.ts', import.meta.url), size: 2 });
    const error = await pool.submit({ kind: 'echo', value: 1 }).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(PoolFailed);
    expect(error.message).toMatch(
      /preview-\d exited with code 1: Error.*Cannot find module.*no-such-worker.*; more than 14 deaths in 10 s/,
    );
    await eventually(() => expect(pool.statuses.map(({ state }) => state)).toEqual(['failed', 'failed']));
    await expect(pool.submit({ kind: 'echo', value: 1 })).rejects.toBe(error);
  });
});

describe.each(['threads', 'processes'] as const)('a worker of %s', (engine) => {
  it('that dies with a task that was cancelled meanwhile takes it along', async () => {
    const pool = oddPool(engine, { size: 1, silenceMs: 400, attempts: 9 });
    const cancel = new AbortController();
    const begun: number[] = [];
    const onBegin = ({ attempt }: { readonly attempt: number }) => {
      begun.push(attempt);
      cancel.abort('not wanted');
    };
    const hung = pool.submit({ kind: 'block', ms: 30_000 }, { signal: cancel.signal, onBegin });
    await expect(hung).rejects.toBe('not wanted');
    await expect(pool.submit({ kind: 'echo', value: 1 })).resolves.toBe(1);
    expect(begun).toEqual([1]);
  });

  it('that dies of a task twice has that task set aside, and the others done', async () => {
    const pool = oddPool(engine, { size: 2, slots: 4 });
    const poison = pool.submit({ kind: 'crash' });
    const others = Array.from({ length: 20 }, () => pool.submit({ kind: 'sleep', ms: 40 }));
    const error = await poison.then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(TaskSetAside);
    expect(error.deaths).toHaveLength(2);
    expect(error.message).toMatch(/2 workers died of it, the last one .*worker lost its mind/);
    expect(new Set(await Promise.all(others))).toEqual(new Set(['slept']));
  });

  it('that hangs in a loop is killed and its work is done again', async () => {
    const pool = oddPool(engine, { size: 1, silenceMs: 600, attempts: 1 });
    const hung = pool.submit({ kind: 'block', ms: 30_000 });
    await expect(hung).rejects.toThrow(/no sign of life for 0.6 s/);
    await expect(pool.submit({ kind: 'echo', value: 'well again' })).resolves.toBe('well again');
  });

  it.each(['context', 'module'] as const)(
    'is not taken for hung while long synchronous work says by the %s that it is alive',
    async (alive) => {
      const pool = oddPool(engine, { size: 1, silenceMs: 600 });
      await expect(pool.submit({ kind: 'block', ms: 2_000, alive })).resolves.toBe('blocked');
      expect(pool.statuses[0]?.restarts).toBe(0);
    },
  );

  it('shows what it emitted although its loop is blocked right after', async () => {
    const pool = oddPool(engine, { size: 1, graceMs: 100 });
    const seen: number[] = [];
    let over = false;
    const task = pool.submit({ kind: 'emit-then-block', ms: 30_000 }, { onEvent: (event) => seen.push(event) });
    const ended = task
      .catch(() => {})
      .finally(() => {
        over = true;
      });
    await eventually(() => expect(seen).toEqual([1, 2]));
    expect(over).toBe(false);
    await pool.close();
    await ended;
  });

  it('is gone when the pool is closed, also while its loop is blocked', async () => {
    const pool = oddPool(engine, { size: 2, graceMs: 400 });
    const saidAll = [1, 2].map(
      () =>
        new Promise<void>((resolve) => {
          const onEvent = (event: number) => event === 2 && resolve();
          pool.submit({ kind: 'emit-then-block', ms: 30_000 }, { onEvent }).catch(() => {});
        }),
    );
    await Promise.all(saidAll);
    const children = pids(pool).filter((pid) => pid !== process.pid);
    await pool.close();
    expect(children.filter(exists)).toEqual([]);
    expect(pool.statuses.every(({ state }) => state === 'stopped')).toBe(true);
  });
});

it('a thread that the kernel does not let go is waited for no longer than the grace time and a second', async () => {
  const fifo = join(tempDir(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const awaited: string[] = [];
  const pool = oddPool('threads', { size: 1, graceMs: 400, onWaiting: (names) => awaited.push(...names) });
  const stuck = pool.submit({ kind: 'open', path: fifo }).catch(() => {});
  await eventually(() => expect(pool.statuses[0]?.state).toBe('busy'));
  await pool.close();
  await stuck;
  expect(awaited).toEqual(['preview-1']);
  expect(pool.statuses[0]).toMatchObject({ state: 'stopped', reason: 'could not be ended' });
  // Lets the thread go, so that this process can end.
  closeSync(openSync(fifo, 'w'));
});
