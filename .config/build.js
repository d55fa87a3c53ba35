// Bundles the program into dist/: one entry for each process that can be started, the parts they share split into
// chunks, so that a headless command never loads React and a worker loads nothing but its work.

import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { bundling, root, withInk } from './bundling.js';

// Packages with a native binary cannot be bundled; systeminformation is loaded only where /proc is missing.
const external = ['@node-rs/xxhash', 'sharp', 'koffi', 'systeminformation'];

const { metafile } = await build({
  ...bundling,
  ...withInk,
  entryPoints: {
    main: 'src/cli/main.ts',
    screen: 'src/cli/screen.ts',
    'fetch-child': 'src/download/fetch-child.ts',
    'scan-child': 'src/duplicates/scan-child.ts',
    'hash-worker': 'src/duplicates/hash-worker.ts',
    'remove-child': 'src/removal/remove-child.ts',
    'act-worker': 'src/removal/act-worker.ts',
    'preview-child': 'src/preview/preview-child.ts',
    'demo-child': 'src/demo/demo-child.ts',
    'parent-watch': 'src/orchestrator/parent-watch.ts',
  },
  outdir: 'dist',
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  legalComments: 'eof',
  external,
  define: { ...withInk.define, FORKFUL_VERSION: JSON.stringify(packageJson.version) },
  metafile: true,
  logLevel: 'warning',
});

// Stale chunks go only afterwards: a forkful that is running from this folder keeps what it needs until then.
const made = new Set(Object.keys(metafile.outputs).map((path) => path.slice('dist/'.length)));
for (const name of await readdir(`${root}/dist`)) {
  if (!made.has(name)) await rm(`${root}/dist/${name}`, { recursive: true, force: true });
}
