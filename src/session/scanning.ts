import { toText } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import type { ScanEvent, ScanOptions, ScanSummary } from '../duplicates/types.ts';
import { createPool } from '../orchestrator/pool.ts';
import type { Pool, PoolOptions } from '../orchestrator/types.ts';
import type { Hub } from './hub.ts';

/** What every pool of the session shares: how its workers are seen, heard and held back. */
export type PoolCommons = Pick<PoolOptions<never, never, never, never>, 'onStatus' | 'onLine' | 'onWaiting' | 'gate'>;

/** The scan child and what it is asked: one scan at a time, and one more where something changed meanwhile. */
export interface Scanning {
  request(): void;
  readonly running: boolean;
  close(): Promise<void>;
}

export function createScanning(hub: Hub, options: ScanOptions, commons: PoolCommons): Scanning {
  const pool: Pool<ScanOptions, ScanEvent, ScanSummary> = createPool({
    ...commons,
    role: 'scan',
    entry: 'scan-child',
    engine: 'processes',
    size: 1,
    load: async () => (await import('../duplicates/scan-job.ts')).scanJob,
  });
  const controller = new AbortController();
  let running = false;
  let again = false;

  const scan = async (): Promise<void> => {
    running = true;
    hub.publish({ kind: 'scan-started', roots: options.roots.map(toText) });
    try {
      const summary = await pool.submit(options, {
        signal: controller.signal,
        onEvent: (event) => hub.publish({ kind: 'scan', event }),
      });
      hub.publish({ kind: 'scan-ended', summary });
    } catch (error) {
      if (!controller.signal.aborted) hub.publish({ kind: 'scan-failed', reason: reasonOf(error) });
    }
    running = false;
    if (again && !controller.signal.aborted) {
      again = false;
      void scan();
    }
  };

  return {
    request() {
      if (running) again = true;
      else if (!controller.signal.aborted) void scan();
    },
    get running() {
      return running;
    },
    async close() {
      controller.abort();
      await pool.close();
    },
  };
}
