// Bundles the program into dist/: one entry for each process that can be started, the parts they share split into
// chunks, so that a headless command never loads React and a worker loads nothing but its work.

import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { yogaWithoutFetch } from './yoga-without-fetch.js';

const root = fileURLToPath(new URL('..', import.meta.url));

// Packages with a native binary cannot be bundled; systeminformation is loaded only where /proc is missing.
const external = ['@node-rs/xxhash', 'sharp', 'koffi', 'systeminformation'];

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    main: 'src/cli/main.ts',
    screen: 'src/cli/screen.ts',
    'fetch-child': 'src/download/fetch-child.ts',
    'scan-child': 'src/duplicates/scan-child.ts',
    'hash-worker': 'src/duplicates/hash-worker.ts',
    'remove-child': 'src/removal/remove-child.ts',
    'demo-child': 'src/demo/demo-child.ts',
    'parent-watch': 'src/orchestrator/parent-watch.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  legalComments: 'eof',
  external,
  // Ink reaches for the developer tools of React only when DEV is set; they are not part of the program.
  // The CommonJS form of hash-wasm, which node prefers, holds every algorithm; of the other only what is used is kept.
  alias: {
    'react-devtools-core': `${root}/.config/empty-module.js`,
    'hash-wasm': `${root}/node_modules/hash-wasm/dist/index.esm.js`,
    'node:process': `${root}/.config/process.js`,
    'string-width': `${root}/.config/string-width.js`,
  },
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    FORKFUL_VERSION: JSON.stringify(packageJson.version),
  },
  // CommonJS packages inside an ES module bundle ask for node's own modules through require.
  banner: {
    js: "import { createRequire as forkfulCreateRequire } from 'node:module'; const require = forkfulCreateRequire(import.meta.url);",
  },
  plugins: [yogaWithoutFetch],
  metafile: true,
  logLevel: 'warning',
});

// Stale chunks go only afterwards: a forkful that is running from this folder keeps what it needs until then.
const made = new Set(Object.keys(metafile.outputs).map((path) => path.slice('dist/'.length)));
for (const name of await readdir(`${root}/dist`)) {
  if (!made.has(name)) await rm(`${root}/dist/${name}`, { recursive: true, force: true });
}
