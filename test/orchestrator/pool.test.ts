/** What a pool promises its callers, the same under every engine. */
import { openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/errors.ts';
import { PoolClosed } from '../../src/orchestrator/errors.ts';
import { engineNames } from '../../src/orchestrator/types.ts';
import { eventually } from '../support/eventually.ts';
import { oddPool } from './odd-pool.ts';

describe.each(engineNames)('a pool of %s', (engine) => {
  it('does each task and gives each caller its own result', async () => {
    const pool = oddPool(engine, { slots: 3 });
    const values = Array.from({ length: 500 }, (_, index) => index);
    const results = await Promise.all(values.map((value) => pool.submit({ kind: 'echo', value })));
    expect(results).toEqual(values);
    expect(pool.waiting).toBe(0);
  });

  it('carries plain data, typed arrays, bigints, maps and sets both ways', async () => {
    const value = {
      big: 2n ** 64n,
      bytes: new Uint8Array([1, 2, 255]),
      map: new Map([['a', new Set([1])]]),
      none: undefined,
    };
    await expect(oddPool(engine).submit({ kind: 'echo', value })).resolves.toEqual(value);
  });

  it('delivers all events in order before the result', async () => {
    const seen: number[] = [];
    const result = oddPool(engine).submit({ kind: 'emit', count: 5_000 }, { onEvent: (event) => seen.push(event) });
    await expect(result).resolves.toBe(5_000);
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1));
  });

  it('lets a producer wait until its events are taken', async () => {
    const seen: number[] = [];
    const task = { kind: 'emit', count: 300, drainEvery: 50 } as const;
    await oddPool(engine).submit(task, { onEvent: (event) => seen.push(event) });
    expect(seen).toHaveLength(300);
  });

  it("rejects with the job's own error: class, code, fields, cause and stack", async () => {
    const error: Error = await oddPool(engine)
      .submit({ kind: 'throw' })
      .then(
        () => expect.unreachable(),
        (thrown) => thrown,
      );
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ message: 'no such luck', code: 'ELUCK', tries: 3, cause: { name: 'RangeError' } });
    expect(error.stack).toContain('odd-job.ts');
  });

  it.skipIf(engine === 'serial')('spreads its first tasks over all workers where it begins together', async () => {
    const pool = oddPool(engine, { slots: 4, together: true });
    const workers: string[] = [];
    const onBegin = ({ worker }: { worker: string }) => void workers.push(worker);
    await Promise.all([1, 2, 3, 4].map((value) => pool.submit({ kind: 'echo', value }, { onBegin })));
    expect(workers.sort()).toEqual(['preview-1', 'preview-1', 'preview-2', 'preview-2']);
  });

  it('keeps its workers after a task failed', async () => {
    const pool = oddPool(engine, { size: 1 });
    await pool.submit({ kind: 'throw' }).catch(() => {});
    await expect(pool.submit({ kind: 'echo', value: 1 })).resolves.toBe(1);
    expect(pool.statuses).toMatchObject([{ name: 'preview-1', restarts: 0, state: 'ready' }]);
  });

  it('cancels a task that runs, and one that waits behind it, with the reason of the signal', async () => {
    const pool = oddPool(engine, { size: 1 });
    const cancel = new AbortController();
    const running = pool.submit(
      { kind: 'sleep', ms: 60_000 },
      { signal: cancel.signal, onBegin: () => cancel.abort('enough') },
    );
    const waiting = pool.submit({ kind: 'sleep', ms: 60_000 }, { signal: cancel.signal });
    const after = pool.submit({ kind: 'echo', value: 'after' });
    expect(await Promise.allSettled([running, waiting])).toEqual([
      { status: 'rejected', reason: 'enough' },
      { status: 'rejected', reason: 'enough' },
    ]);
    await expect(after).resolves.toBe('after');
  });

  it('takes no task whose signal is aborted already', async () => {
    const signal = AbortSignal.abort('too late');
    await expect(oddPool(engine).submit({ kind: 'echo', value: 1 }, { signal })).rejects.toBe('too late');
  });

  it('tells a command to workers that run and to those that start later', async () => {
    const pool = oddPool(engine, { size: 1 });
    pool.tell({ kind: 'rate', value: 1 });
    pool.tell({ kind: 'pause', value: 2 });
    pool.tell({ kind: 'rate', value: 3 });
    const first = (await pool.submit({ kind: 'commands' })) as unknown[];
    expect(first.slice(-2)).toEqual([
      { kind: 'pause', value: 2 },
      { kind: 'rate', value: 3 },
    ]);
    pool.tell({ kind: 'pause', value: 4 });
    const second = (await pool.submit({ kind: 'commands' })) as unknown[];
    expect(second.at(-1)).toEqual({ kind: 'pause', value: 4 });
  });

  it('rejects what is pending when it is closed, and what comes later', async () => {
    const pool = oddPool(engine, { size: 1 });
    const pending = [1, 2].map(() => pool.submit({ kind: 'sleep', ms: 60_000 }).catch((thrown) => thrown));
    await eventually(() => expect(pool.statuses[0]?.state).toBe('busy'));
    await pool.close();
    for (const error of await Promise.all(pending)) expect(error).toBeInstanceOf(PoolClosed);
    await expect(pool.submit({ kind: 'echo', value: 1 })).rejects.toBeInstanceOf(PoolClosed);
    expect(pool.statuses).toMatchObject([{ state: 'stopped', reason: undefined }]);
  });

  it('says which worker took a task, and shows the states of its workers', async () => {
    const states: string[] = [];
    const pool = oddPool(engine, { size: 1, onStatus: (status) => states.push(status.state) });
    const begun: unknown[] = [];
    await pool.submit({ kind: 'sleep', ms: 120 }, { onBegin: (begin) => begun.push(begin) });
    await pool.close();
    expect(begun).toEqual([{ worker: 'preview-1', attempt: 1 }]);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual(
      expect.arrayContaining(['starting', 'ready', 'busy', 'stopping', 'stopped']),
    );
  });
});

describe.each(['threads', 'processes'] as const)('a pool of %s', (engine) => {
  it('fails a task that cannot cross, and only that', async () => {
    const pool = oddPool(engine, { size: 1, slots: 2 });
    const odd = pool.submit({ kind: 'echo', value: () => {} });
    const fine = pool.submit({ kind: 'echo', value: 'fine' });
    await expect(odd).rejects.toThrow(/could not be cloned/);
    await expect(fine).resolves.toBe('fine');
  });

  it.each(['return-odd', 'emit-odd'] as const)('fails a task whose outcome cannot cross: %s', async (kind) => {
    const pool = oddPool(engine, { size: 1, slots: 2 });
    await expect(pool.submit({ kind })).rejects.toThrow(/could not be cloned/);
    await expect(pool.submit({ kind: 'echo', value: 'fine' })).resolves.toBe('fine');
  });

  it('works on several tasks at once, and on several in one worker', async () => {
    const pool = oddPool(engine, { size: 2, slots: 2 });
    const cancel = new AbortController();
    const workers = new Map<string, number>();
    const four = [1, 2, 3, 4].map(() =>
      pool.submit(
        { kind: 'sleep', ms: 60_000 },
        {
          signal: cancel.signal,
          onBegin: ({ worker }) => workers.set(worker, (workers.get(worker) ?? 0) + 1),
        },
      ),
    );
    await eventually(() => expect([...workers]).toHaveLength(2));
    await eventually(() => expect([...workers.values()]).toEqual([2, 2]));
    cancel.abort('done');
    expect(await Promise.allSettled(four)).toHaveLength(4);
  });

  it('grows at once and shrinks as workers become idle', async () => {
    const pool = oddPool(engine, { size: 1 });
    pool.resize(3);
    await eventually(() => expect(pool.statuses.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']));
    const cancel = new AbortController();
    const busy = [1, 2, 3].map(() => pool.submit({ kind: 'sleep', ms: 60_000 }, { signal: cancel.signal }));
    pool.resize(1);
    expect(pool.statuses).toHaveLength(3);
    cancel.abort('idle now');
    await Promise.allSettled(busy);
    await eventually(() => expect(pool.statuses.map(({ name }) => name)).toEqual(['preview-1']));
  });

  it('passes on what workers print, a line at a time and safe to show', async () => {
    const lines: string[] = [];
    const pool = oddPool(engine, {
      size: 1,
      onLine: ({ worker, stream, text }) => lines.push(`${worker} ${stream} ${text}`),
    });
    await pool.submit({ kind: 'print', text: 'one\ntwo \u001b[31mred' });
    await eventually(() =>
      expect(lines.sort()).toEqual([
        'preview-1 stderr one',
        'preview-1 stderr two \\e[31mred',
        'preview-1 stdout one',
        'preview-1 stdout two \\e[31mred',
      ]),
    );
  });
});

describe('a pool of threads', () => {
  it('lets them close what was not opened by node, as files of the C library are, without a warning for each', async () => {
    const fd = openSync('/dev/null', 'r');
    await expect(oddPool('threads').submit({ kind: 'close', fd })).resolves.toEqual([]);
  });
});

describe('a pool of processes', () => {
  it('says why one of them died, without the line of its source, on which all of a bundle may stand', async () => {
    const lines: string[] = [];
    const pool = oddPool('processes', { size: 1, attempts: 1, onLine: ({ text }) => lines.push(text) });
    await expect(pool.submit({ kind: 'crash' })).rejects.toThrow('worker lost its mind');
    await eventually(() => expect(lines).toContain('TypeError: worker lost its mind'));
    expect(lines.filter((line) => !/^(TypeError: | {4}at )/.test(line))).toEqual([]);
  });
});
