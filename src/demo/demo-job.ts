import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Job } from '../orchestrator/types.ts';
import { sampleCollection } from './collection.ts';
import { createGallery } from './pictures.ts';
import { createSampleServer } from './server.ts';

/** Fill `dir` with the pictures that are there before the first download, then serve the rest until cancelled. */
export interface DemoTask {
  readonly dir: string;
}

export type DemoEvent = { readonly kind: 'listening'; readonly urls: readonly string[] };

/** A real server in a child of its own, so that the program downloads from it as from any other. */
export function createDemoJob(): Job<DemoTask, DemoEvent, null> {
  return {
    async run({ dir }, context) {
      const { routes, files } = sampleCollection();
      const gallery = createGallery();
      for (const [path, picture] of files) {
        const file = join(dir, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, (await gallery(picture)).bytes, { flag: 'wx' });
      }
      const server = createSampleServer(routes, gallery);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      context.emit({ kind: 'listening', urls: [...routes.keys()].map((path) => `http://127.0.0.1:${port}${path}`) });
      if (!context.signal.aborted) await once(context.signal, 'abort');
      server.closeAllConnections();
      server.close();
      return null;
    },
  };
}
