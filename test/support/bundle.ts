import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { removeTree } from './remove-tree.ts';

/** A program of ours that holds components (node reads no .tsx), made runnable as the build does it. */
export interface Bundle {
  readonly path: string;
  remove(): void;
}

/** @param entry relative to test/support/ */
export async function bundle(entry: string): Promise<Bundle> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'forkful-bundle-'));
  const path = join(dir, 'main.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    alias: {
      'react-devtools-core': `${root}/.config/empty-module.js`,
      'string-width': `${root}/node_modules/string-width/index.js`,
    },
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return { path, remove: () => removeTree(dir) };
}
