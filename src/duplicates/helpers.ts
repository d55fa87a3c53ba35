import { availableParallelism } from 'node:os';
import { PoolFailed, TaskSetAside } from '../orchestrator/errors.ts';
import { createPool } from '../orchestrator/pool.ts';
import type { WorkerStatus } from '../orchestrator/types.ts';
import { fileCalls } from './calls/file-calls.ts';
import type { Helpers } from './crew.ts';
import { FileRows } from './file-rows.ts';
import { type GaugeReading, nextReaders, readGauge, workOf } from './reader-gauge.ts';
import type { Fault, FileBatch, HashResult, HashTask } from './tasks.ts';
import type { ScanOptions } from './types.ts';

/**
 * On a cold disk: a flash drive answers many at once, heads can only be in one place. Where the system reads ahead what it
 * is asked for, a few readers keep any disk busy; more would take processor time, and memory.
 */
const mostReaders = { eachWaiting: 16, readingAhead: 4, onHeads: 4 } as const;

/** Looks in a row that must find the readers waiting: a moment in which others have the cores is no cold disk. */
const patience = 3;

/** Tasks that a helper holds at once, so that the next one is there when one ends. */
const slots = 3;
/** A reading task does no harm: helpers that die around one are more likely killed from outside. */
const attempts = 4;
/** Megabytes: a worker's objects are short-lived, its data lies outside the heap. */
const limits = { heap: 256, youngHeap: 12 } as const;

export interface HelperListeners {
  /** The trees lie on a disk with heads. */
  readonly rotational: boolean;
  /** They can take more than before. */
  readonly onRoom: () => void;
  readonly onStatus?: ((status: WorkerStatus) => void) | undefined;
  readonly onWaiting?: ((workers: readonly string[]) => void) | undefined;
}

/** The hash workers beside this thread, which counts as one of `workers`; undefined where it is to work alone. */
export function openHelpers(
  { engine, workers }: ScanOptions,
  { rotational, onRoom, onStatus, onWaiting }: HelperListeners,
): Helpers | undefined {
  const cores = availableParallelism();
  let readers = workers ?? cores;
  const size = readers - 1;
  if (engine === 'serial' || size < 1) return undefined;
  let failed = false;
  const pool = createPool<HashTask, never, HashResult, never>({
    role: 'hash',
    entry: 'hash-worker',
    load: async () => (await import('./hash-job.ts')).hashJob,
    engine,
    size,
    slots,
    attempts,
    limits,
    ...(onWaiting === undefined ? {} : { onWaiting }),
    onStatus(status) {
      onStatus?.(status);
      onRoom();
    },
  });
  let gauge: GaugeReading | undefined;
  let work = 0;
  let waits = 0;
  /** Asked after each task; with a number of workers given, that number stays. Children's time is not ours to read. */
  const adapt = () => {
    if (workers !== undefined || engine !== 'threads') return;
    const now = readGauge(work);
    // The first stretch begins when the helpers work: while they start, every scan waits.
    gauge ??= now;
    const next = nextReaders(readers, gauge, now, { cores, most: mostReadersOn(rotational) });
    if (next === undefined) return;
    gauge = now;
    waits = next > readers ? waits + 1 : 0;
    if (waits < patience) return;
    waits = 0;
    readers = next;
    pool.resize(readers);
  };
  return {
    get waitsForDisk() {
      return !failed && readers > cores;
    },
    get hands() {
      return failed ? 0 : pool.statuses.filter(({ state }) => state === 'ready' || state === 'busy').length;
    },
    get capacity() {
      return slots * this.hands;
    },
    async run(task) {
      try {
        const result = await pool.submit(task);
        work += workOf(result);
        adapt();
        return result;
      } catch (error) {
        if (error instanceof TaskSetAside) return setAside(task, error.message);
        if (!(error instanceof PoolFailed)) throw error;
        failed = true;
        return undefined;
      }
    },
    async close() {
      const closed = pool.close();
      // Threads hold nothing that outlives them; a scan need not wait for one that may not even have started.
      if (engine !== 'threads') await closed;
    },
  };
}

function mostReadersOn(rotational: boolean): number {
  if (rotational) return mostReaders.onHeads;
  return fileCalls().readsAhead ? mostReaders.readingAhead : mostReaders.eachWaiting;
}

/** A batch that killed its workers is not tried here: its files are reported, the rest of the scan goes on. */
function setAside(task: HashTask, message: string): HashResult {
  const code = 'WORKER';
  switch (task.kind) {
    case 'walk': {
      const nothing = { slices: [], ...new FileRows(0).columns(), unfinished: [], bytes: 0 };
      const faults = task.folders.map((folder) => ({ at: folder.path, code, message }));
      return { kind: 'walk', ...nothing, faults };
    }
    case 'read':
      return {
        kind: 'read',
        digests: new Uint8Array(),
        bytes: 0,
        faults: allOf(task.files, code, message),
      };
    case 'compare':
      return {
        kind: 'compare',
        left: new Float64Array(),
        blocks: new Uint8Array(),
        hashes: [],
        bytes: 0,
        faults: allOf(task.files, code, message),
      };
    case 'confirm':
      return { kind: 'confirm', faults: allOf(task.files, code, message) };
  }
}

function allOf({ counts }: FileBatch, code: string, message: string): Fault<number>[] {
  const count = counts.reduce((sum, files) => sum + files, 0);
  return Array.from({ length: count }, (_, at) => ({ at, code, message }));
}
