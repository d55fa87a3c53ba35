// Bundles the program into dist/, one file for each process or thread that can be started:
// - main.js with the screen, in chunks, so that React is loaded only where something is drawn;
// - NAME.cjs for each child and worker, and command-NAME.cjs for each headless command: whole, as CommonJS. Of those the
//   loader has nothing to look for, and what is imported only on some way (node:crypto, SQLite) is loaded on that way only.

import { mkdir, readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { alone, bundling, root, withInk } from './bundling.js';

const children = {
  'fetch-child': 'src/download/fetch-child.ts',
  'scan-child': 'src/duplicates/scan-child.ts',
  'hash-worker': 'src/duplicates/hash-worker.ts',
  'remove-child': 'src/removal/remove-child.ts',
  'act-worker': 'src/removal/act-worker.ts',
  'preview-child': 'src/preview/preview-child.ts',
  'demo-child': 'src/demo/demo-child.ts',
  'parent-watch': 'src/orchestrator/parent-watch.ts',
};

/** Those that are started often, and wait for little else; main.js has them all. */
const headless = ['dedupe', 'get', 'hash', 'ps', 'scan', 'undo'];

const common = {
  ...bundling,
  outdir: 'dist',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  legalComments: 'eof',
  // Packages with a native binary cannot be bundled; systeminformation is loaded only where /proc is missing.
  external: ['@node-rs/xxhash', 'sharp', 'koffi', 'systeminformation'],
  define: { ...withInk.define, FORKFUL_VERSION: JSON.stringify(packageJson.version) },
  metafile: true,
  logLevel: 'warning',
};

await mkdir(`${root}/dist`, { recursive: true });
const results = await Promise.all([
  build({
    ...common,
    ...withInk,
    define: common.define,
    entryPoints: { main: 'src/cli/main.ts', screen: 'src/cli/screen.ts' },
    splitting: true,
  }),
  build({ ...common, ...alone(), define: { ...common.define, ...alone().define }, entryPoints: children }),
  ...headless.map((name) => {
    const whole = alone(name);
    const define = { ...common.define, ...whole.define };
    return build({ ...common, ...whole, define, entryPoints: { [`command-${name}`]: 'src/cli/main.ts' } });
  }),
]);

// Stale files go only afterwards: a forkful that is running from this folder keeps what it needs until then.
const made = new Set(
  results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => path.slice('dist/'.length))),
);
for (const name of await readdir(`${root}/dist`)) {
  if (!made.has(name)) await rm(`${root}/dist/${name}`, { recursive: true, force: true });
}
