import { type BytePath, toText } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import type { ScanEvent, ScanOptions, ScanSummary } from '../duplicates/types.ts';
import { createPool } from '../orchestrator/pool.ts';
import type { EngineName, Pool, PoolOptions } from '../orchestrator/types.ts';
import type { Hub } from './hub.ts';

/** What every pool of the session shares: how its workers are seen, heard and held back. */
export type PoolCommons = Pick<PoolOptions<never, never, never, never>, 'onStatus' | 'onLine' | 'onWaiting' | 'gate'>;

/** The scan child and what it is asked: one scan at a time, and one more where something changed meanwhile. */
export interface Scanning {
  request(): void;
  /** The same, for who wants to know: the first scan that begins from now on. Rejects where it fails or is cut off. */
  rescan(): Promise<ScanSummary>;
  /** The same folders under an engine, for its time alone: nothing is remembered and nothing shown. */
  measure(engine: EngineName): Promise<ScanSummary>;
  /** Other folders from now on; a scan of those before is cut off. */
  setRoots(roots: readonly BytePath[]): void;
  readonly roots: readonly BytePath[];
  readonly running: boolean;
  close(): Promise<void>;
}

interface Asked {
  readonly resolve: (summary: ScanSummary) => void;
  readonly reject: (reason: unknown) => void;
}

export function createScanning(hub: Hub, first: ScanOptions, commons: PoolCommons): Scanning {
  const pool: Pool<ScanOptions, ScanEvent, ScanSummary> = createPool({
    ...commons,
    role: 'scan',
    entry: 'scan-child',
    engine: 'processes',
    size: 1,
    load: async () => (await import('../duplicates/scan-job.ts')).scanJob,
  });
  let options = first;
  let controller = new AbortController();
  let closed = false;
  let running = false;
  let again = false;
  let asked: Asked[] = [];

  const scan = async (): Promise<void> => {
    running = true;
    const { signal } = controller;
    const waiting = asked;
    asked = [];
    hub.publish({ kind: 'scan-started', roots: options.roots.map(toText) });
    try {
      const onEvent = (event: ScanEvent): void => {
        if (!signal.aborted) hub.publish({ kind: 'scan', event });
      };
      const summary = await pool.submit(options, { signal, onEvent });
      hub.publish({ kind: 'scan-ended', summary });
      for (const { resolve } of waiting) resolve(summary);
    } catch (error) {
      if (!signal.aborted) hub.publish({ kind: 'scan-failed', reason: reasonOf(error) });
      for (const { reject } of waiting) reject(error);
    }
    running = false;
    if (again && !closed) {
      again = false;
      void scan();
    }
  };
  const request = (): void => {
    if (running) again = true;
    else if (!closed) void scan();
  };

  return {
    request,
    rescan: () =>
      new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        request();
      }),
    measure: (engine) => pool.submit({ ...options, engine, catalogue: false }, { signal: controller.signal }),
    setRoots(roots) {
      options = { ...options, roots };
      controller.abort(new Error('the folder was changed'));
      controller = new AbortController();
      request();
    },
    get roots() {
      return options.roots;
    },
    get running() {
      return running;
    },
    async close() {
      closed = true;
      controller.abort(new Error('forkful is leaving'));
      for (const { reject } of asked) reject(controller.signal.reason);
      await pool.close();
    },
  };
}
