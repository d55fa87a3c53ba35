/**
 * Mixed work in forked children while they are killed at random: the work ends, complete and right. Shared by a test and
 * by the long run; seeded, so that a failure can be repeated.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '../../src/orchestrator/pool.ts';
import type { Pool, WorkerStatus } from '../../src/orchestrator/types.ts';
import { type OddCommand, type OddTask, oddJob } from './fixtures/odd-job.ts';

type OddPool = Pool<OddTask, number, unknown, OddCommand>;

export interface Slaughter {
  readonly kills: number;
  readonly seed: number;
}

export interface Survival {
  readonly kills: number;
  readonly tasks: number;
  readonly begun: number;
  readonly restarts: number;
}

/** How children are ended; a stopped one is noticed by its silence. */
const deaths = ['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGSEGV', 'SIGTERM', 'SIGSTOP'] as const;

/** @throws Error naming the task whose outcome was wrong, missing, or came twice */
export async function surviveKills({ kills, seed }: Slaughter): Promise<Survival> {
  const random = seeded(seed);
  const restarts = new Map<string, number>();
  const pool: OddPool = createPool<OddTask, number, unknown, OddCommand>({
    role: 'fetch',
    entry: new URL('./fixtures/odd-worker.ts', import.meta.url),
    load: async () => oddJob,
    engine: 'processes',
    size: 4,
    slots: 3,
    // Killed from outside, no task is to blame however often it happens.
    attempts: 1_000,
    restart: { max: 10_000, withinMs: 1_000 },
    silenceMs: 2_000,
    graceMs: 1_000,
    onStatus: ({ name, restarts: count }: WorkerStatus) => restarts.set(name, count),
  });
  const progress = { begun: 0, tasks: 0, killing: true };
  try {
    const [killed] = await Promise.all([
      killAtRandom(pool, kills, random).finally(() => {
        progress.killing = false;
      }),
      ...Array.from({ length: 12 }, (_, lane) => workOn(pool, seeded(seed + lane + 1), progress)),
    ]);
    const { begun, tasks } = progress;
    return { kills: killed, tasks, begun, restarts: [...restarts.values()].reduce((sum, count) => sum + count, 0) };
  } finally {
    await pool.close();
  }
}

async function killAtRandom(pool: OddPool, kills: number, random: () => number): Promise<number> {
  const hit = new Set<number>();
  while (hit.size < kills) {
    await sleep(5 + random() * 60);
    const alive = pool.statuses.filter(
      ({ state, pid }) => pid !== undefined && (state === 'ready' || state === 'busy'),
    );
    const victim = alive[Math.floor(random() * alive.length)];
    const signal = deaths[Math.floor(random() * deaths.length)];
    if (victim?.pid === undefined || signal === undefined) continue;
    // A stopped one that holds nothing shows no silence, and needs none: it is stopped work that must be noticed.
    if (signal === 'SIGSTOP' && victim.tasks === 0) continue;
    if (struck(victim.pid, signal)) hit.add(victim.pid);
  }
  return hit.size;
}

/** False for one that is gone already: on a loaded machine also a healthy worker may have been too silent. */
function struck(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function workOn(
  pool: OddPool,
  random: () => number,
  progress: { begun: number; tasks: number; killing: boolean },
): Promise<void> {
  while (progress.killing) {
    const { task, expected } = someWork(random);
    let events: number[] = [];
    let ended = false;
    const result = await pool.submit(task, {
      onBegin() {
        if (ended) throw new Error(`begun again after its end: ${task.kind}`);
        progress.begun += 1;
        events = [];
      },
      onEvent: (event) => events.push(event),
    });
    ended = true;
    progress.tasks += 1;
    check(task, expected, result, events);
  }
}

function someWork(random: () => number): { readonly task: OddTask; readonly expected: unknown } {
  const size = Math.floor(random() * 1_000);
  const kinds: readonly { readonly task: OddTask; readonly expected: unknown }[] = [
    { task: { kind: 'echo', value: size }, expected: size },
    { task: { kind: 'sleep', ms: size / 10 }, expected: 'slept' },
    { task: { kind: 'block', ms: size / 20 }, expected: 'blocked' },
    { task: { kind: 'emit', count: size, drainEvery: 100 }, expected: size },
    { task: { kind: 'fill', bytes: size * 1_000 }, expected: size * 1_000 },
  ];
  const work = kinds[Math.floor(random() * kinds.length)];
  if (work === undefined) throw new Error('out of range');
  return work;
}

function check(task: OddTask, expected: unknown, result: unknown, events: readonly number[]): void {
  const got =
    result instanceof Uint8Array ? (result.every((byte) => byte === 7) ? result.length : 'wrong bytes') : result;
  if (got !== expected) throw new Error(`${task.kind}: ${String(got)} instead of ${String(expected)}`);
  const wanted = task.kind === 'emit' ? task.count : 0;
  if (events.length !== wanted || events.some((event, index) => event !== index + 1)) {
    throw new Error(`${task.kind}: ${events.length} events instead of ${wanted}, or out of order`);
  }
}

/** mulberry32, public domain. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
