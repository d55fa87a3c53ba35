import { createPool } from '../orchestrator/pool.ts';
import type { ChildLine, Gate, Pool, WorkerStatus } from '../orchestrator/types.ts';
import type { FetchCommand, TransferEvent, TransferOutcome, TransferTask } from './protocol.ts';
import type { DownloadOptions } from './types.ts';

export type Fetchers = Pool<TransferTask, TransferEvent, TransferOutcome, FetchCommand>;

export interface FetcherHooks {
  readonly onStatus?: ((status: WorkerStatus) => void) | undefined;
  readonly onLine?: ((line: ChildLine) => void) | undefined;
  /** New transfers wait while it is shut. */
  readonly gate?: Gate | undefined;
}

/** A child that dies takes some sixteen innocent transfers with it: only often is it their fault. */
const deathsOfOneTask = 6;
/** Children are cheap to replace, and a machine short of memory may kill many. */
const restartIntensity = { max: 60, withinMs: 10_000 };

/** The fetch children, with the settings of this session in their hands. */
export function createFetchers(options: DownloadOptions, { gate, onStatus, onLine }: FetcherHooks): Fetchers {
  const { engine, children, jobs, headers, timeout, maxSize, ca } = options;
  const pool: Fetchers = createPool({
    role: 'fetch',
    entry: 'fetch-child',
    load: async () => (await import('./fetch-job.ts')).createFetchJob(),
    engine,
    size: Math.min(children, jobs),
    slots: jobs,
    attempts: deathsOfOneTask,
    restart: restartIntensity,
    ...(gate === undefined ? {} : { gate }),
    ...(onStatus === undefined ? {} : { onStatus }),
    ...(onLine === undefined ? {} : { onLine }),
  });
  pool.tell({ kind: 'settings', settings: { headers, timeoutMs: timeout * 1000, maxSize, ca } });
  return pool;
}
