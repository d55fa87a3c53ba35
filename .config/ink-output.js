import { fileURLToPath } from 'node:url';

const ours = fileURLToPath(new URL('../src/ui/ink/output.ts', import.meta.url));

/** For esbuild: Ink puts its frames together with src/ui/ink/output.ts, which says why. */
export const inkOutput = {
  name: 'ink-output',
  setup(build) {
    let swapped = false;
    build.onResolve({ filter: /^\.\/output\.js$/ }, ({ importer }) => {
      if (!/[\\/]ink[\\/]build[\\/]renderer\.js$/.test(importer)) return undefined;
      swapped = true;
      return { path: ours };
    });
    build.onEnd(() => {
      if (!swapped) throw new Error('Ink puts its frames together in another place now');
    });
  },
};
