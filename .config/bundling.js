// How sources become something that node can run: the same for the program and for what tests and benchmarks start.

import { fileURLToPath } from 'node:url';
import { inkParts } from './ink-parts.js';
import { lazyHttp2 } from './lazy-http2.js';
import { noSubcommands } from './no-subcommands.js';
import { oneCommand } from './one-command.js';
import { yogaWithoutFetch } from './yoga-without-fetch.js';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Options for esbuild. */
export const bundling = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  jsx: 'automatic',
  // Ink reaches for the developer tools of React only when DEV is set; they are not part of the program.
  // The CommonJS form of hash-wasm, which node prefers, holds every algorithm; of the other only what is used is kept.
  alias: {
    'react-devtools-core': `${root}/.config/empty-module.js`,
    'hash-wasm': `${root}/node_modules/hash-wasm/dist/index.esm.js`,
    'node:process': `${root}/.config/process.js`,
    'string-width': `${root}/.config/string-width.js`,
  },
  plugins: [lazyHttp2, noSubcommands],
  // CommonJS packages inside an ES module bundle ask for node's own modules through require.
  banner: {
    js: "import { createRequire as forkfulCreateRequire } from 'node:module'; const require = forkfulCreateRequire(import.meta.url);",
  },
};

/** For what shows the screen. */
export const withInk = {
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  plugins: [lazyHttp2, noSubcommands, yogaWithoutFetch, inkParts],
};

/** One CommonJS file with everything in it. @param {string} [command] the only command in it, where it is the command line */
export const alone = (command) => ({
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  plugins: [lazyHttp2, noSubcommands, ...(command === undefined ? [] : [oneCommand(command)])],
  define: { 'import.meta.url': 'forkfulUrl' },
  banner: { js: "'use strict'; const forkfulUrl = require('node:url').pathToFileURL(__filename).href;" },
});
