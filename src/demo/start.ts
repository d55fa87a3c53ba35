import { createPool } from '../orchestrator/pool.ts';
import type { Pool, PoolOptions } from '../orchestrator/types.ts';
import type { DemoEvent, DemoTask } from './demo-job.ts';
import { makeDemoFolder } from './folder.ts';
import { startOrphan } from './orphan.ts';
import { startZombie } from './zombie.ts';

export interface Demo {
  /** Holds the sample pictures, and takes the downloads. */
  readonly dir: string;
  /** When the pictures are there and the server listens: the list to download, one URL a line. */
  readonly list: Promise<string>;
  /** Ends the server, the orphan and the zombie's parent. */
  stop(): Promise<void>;
  /** Takes the folder away, once nobody writes there any more. */
  remove(): Promise<void>;
}

/** Fills a temporary folder and starts the sample server, both in a child; makes a real zombie and a real orphan. */
export function startDemo(
  commons: Pick<PoolOptions<never, never, never, never>, 'onStatus' | 'onLine' | 'onWaiting'>,
): Demo {
  const folder = makeDemoFolder();
  const dir = folder.path;
  const pool: Pool<DemoTask, DemoEvent, null> = createPool({
    ...commons,
    role: 'demo',
    entry: 'demo-child',
    engine: 'processes',
    size: 1,
    silenceMs: 0,
    load: async () => (await import('./demo-job.ts')).createDemoJob(),
  });
  const [zombie, orphan] = [startZombie(), startOrphan()];
  const { promise: list, resolve, reject } = Promise.withResolvers<string>();
  // Serves until the pool is closed. The list may never come, and nobody may wait for it any more.
  pool.submit({ dir }, { onEvent: ({ urls }) => resolve(urls.map((url) => `${url}\n`).join('')) }).catch(reject);
  list.catch(() => {});

  return {
    dir,
    list,
    async stop() {
      await Promise.all([pool.close(), zombie.close(), orphan.close()]);
    },
    remove: () => folder.remove(),
  };
}
