import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundling, withInk } from '../../.config/bundling.js';
import { removeTree } from './remove-tree.ts';

/** A program of ours that holds components (node reads no .tsx), made runnable as the build does it. */
export interface Bundle {
  readonly path: string;
  remove(): void;
}

/** @param entry relative to test/support/ */
export async function bundle(entry: string): Promise<Bundle> {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'forkful-bundle-'));
  const path = join(dir, 'main.mjs');
  await build({
    ...bundling,
    ...withInk,
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile: path,
    logLevel: 'error',
  });
  return { path, remove: () => removeTree(dir) };
}
