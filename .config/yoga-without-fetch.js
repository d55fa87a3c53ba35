import { readFile } from 'node:fs/promises';

// Yoga reads the WebAssembly it brings along from a data: URL, through fetch where there is one. Node loads all of its
// HTTP client for that, which takes half as long as the rest of the first frame; without fetch Yoga decodes it itself.
const asked = '"function"!=typeof fetch';

/** For esbuild. */
export const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup(build) {
    build.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes(asked)) throw new Error(`${path}: reads its WebAssembly in another way now`);
      return { contents: source.replace(asked, 'true'), loader: 'js' };
    });
  },
};
