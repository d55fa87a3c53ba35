import { fileURLToPath } from 'node:url';

const source = (name) => fileURLToPath(new URL(`../src/ui/ink/${name}`, import.meta.url));

/** Parts of Ink that are ours: what it imports, where from, and the file that takes its place and says why. */
const swaps = [
  { import: /^\.\/output\.js$/, from: /[\\/]ink[\\/]build[\\/]renderer\.js$/, ours: source('output.ts') },
  {
    import: /^quick-lru$/,
    from: /[\\/]ink[\\/]build[\\/](?:measure|wrap)-text\.js$/,
    ours: source('recent-texts.ts'),
  },
];

/** For esbuild. */
export const inkParts = {
  name: 'ink-parts',
  setup(build) {
    const left = new Set(swaps);
    for (const swap of swaps) {
      build.onResolve({ filter: swap.import }, ({ importer }) => {
        if (!swap.from.test(importer)) return undefined;
        left.delete(swap);
        return { path: swap.ours };
      });
    }
    build.onEnd(() => {
      for (const { from } of left) throw new Error(`Ink has no import of ours to swap in ${from} any more`);
    });
  },
};
