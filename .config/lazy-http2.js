// undici loads its HTTP/2 client at once, and with it node:http2, node:tls and their certificates: a third of the start
// of a fetch child, which a list of http: addresses never needs. In the bundle it is loaded at the first connection.

import { readFile } from 'node:fs/promises';

const eager = "const connectH2 = require('./client-h2.js')";
const lazy = "const connectH2 = (...args) => require('./client-h2.js')(...args)";

/** For esbuild. @throws Error where undici no longer reads as it did */
export const lazyHttp2 = {
  name: 'lazy-http2',
  setup(build) {
    build.onLoad({ filter: /undici\/lib\/dispatcher\/client\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes(eager)) throw new Error(`${path}: no line "${eager}"`);
      return { contents: source.replace(eager, lazy), loader: 'js' };
    });
  },
};
