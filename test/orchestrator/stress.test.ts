/** Work that would freeze, starve or overrun a careless pool. */
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { oddPool } from './odd-pool.ts';
import { surviveKills } from './random-kills.ts';

it('ends complete and right while children are killed at random', async () => {
  const seed = Date.now();
  const survival = await surviveKills({ kills: 40, seed }).catch((error) => {
    throw new Error(`seed ${seed}`, { cause: error });
  });
  expect(survival.kills).toBe(40);
  expect(survival.tasks).toBeGreaterThan(0);
});

describe.each(['threads', 'processes'] as const)('with %s', (engine) => {
  it('a flood of events from one worker loses none and lets others be heard (node #7657)', async () => {
    const pool = oddPool(engine, { size: 2 });
    await eventually(() => expect(pool.statuses.map(({ state }) => state)).toEqual(['ready', 'ready']));
    const flood = { count: 0, sum: 0, over: false };
    const onEvent = (event: number) => {
      flood.count += 1;
      flood.sum += event;
    };
    const flooding = pool.submit({ kind: 'emit', count: 200_000 }, { onEvent }).finally(() => {
      flood.over = true;
    });
    let heardMeanwhile = 0;
    while (!flood.over) {
      await pool.submit({ kind: 'echo', value: 1 });
      if (!flood.over && flood.count > 0) heardMeanwhile += 1;
    }
    await expect(flooding).resolves.toBe(200_000);
    expect(flood).toMatchObject({ count: 200_000, sum: 20_000_100_000 });
    expect(heardMeanwhile).toBeGreaterThan(5);
  });

  it('a flood of commands to a worker whose loop is blocked arrives whole and in order', async () => {
    const pool = oddPool(engine, { size: 1, slots: 2 });
    const blocked = pool.submit({ kind: 'block', ms: 300 });
    await eventually(() => expect(pool.statuses[0]?.state).toBe('busy'));
    for (let value = 0; value < 50_000; value += 1) pool.tell({ kind: 'rate', value });
    await blocked;
    const commands = (await pool.submit({ kind: 'commands' })) as { readonly value: number }[];
    expect(commands.map(({ value }) => value)).toEqual(Array.from({ length: 50_000 }, (_, value) => value));
  });

  it('a message of 100 MB crosses whole', async () => {
    const pool = oddPool(engine, { size: 1 });
    const bytes = (await pool.submit({ kind: 'fill', bytes: 100_000_000 })) as Uint8Array;
    expect(bytes.length).toBe(100_000_000);
    expect([bytes[0], bytes[50_000_000], bytes[99_999_999]]).toEqual([7, 7, 7]);
  });

  it('no task is handed to a worker that is leaving (workerpool #548)', async () => {
    const pool = oddPool(engine, { size: 2, slots: 2 });
    const results: Promise<unknown>[] = [];
    for (let round = 0; round < 40; round += 1) {
      pool.resize(1 + (round % 3));
      results.push(pool.submit({ kind: 'sleep', ms: round % 7 }), pool.submit({ kind: 'echo', value: 'slept' }));
      await results[round];
    }
    expect(new Set(await Promise.all(results))).toEqual(new Set(['slept']));
  });

  it('thousands of tasks that wait are cancelled at once', async () => {
    const pool = oddPool(engine, { size: 1 });
    const cancel = new AbortController();
    const tasks = Array.from({ length: 2_000 }, () =>
      pool.submit({ kind: 'sleep', ms: 60_000 }, { signal: cancel.signal }),
    );
    cancel.abort('enough');
    const outcomes = await Promise.allSettled(tasks);
    expect(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason === 'enough')).toBe(true);
    expect(pool.waiting).toBe(0);
    await expect(pool.submit({ kind: 'echo', value: 'free' })).resolves.toBe('free');
  });
});
