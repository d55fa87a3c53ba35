import { onTestFinished } from 'vitest';
import { createPool } from '../../src/orchestrator/pool.ts';
import type { EngineName, Pool, PoolOptions } from '../../src/orchestrator/types.ts';
import { type OddCommand, type OddTask, oddJob } from './fixtures/odd-job.ts';

export type OddPool = Pool<OddTask, number, unknown, OddCommand>;
export type OddOptions = Partial<PoolOptions<OddTask, number, unknown, OddCommand>>;

/** A pool of odd-job workers, closed when the test ends. */
export function oddPool(engine: EngineName, options: OddOptions = {}): OddPool {
  const pool = createPool<OddTask, number, unknown, OddCommand>({
    role: 'preview',
    entry: new URL('./fixtures/odd-worker.ts', import.meta.url),
    load: async () => oddJob,
    engine,
    size: 2,
    graceMs: 1_000,
    ...options,
  });
  onTestFinished(() => pool.close());
  return pool;
}
