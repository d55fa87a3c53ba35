// Commander can start other programs as subcommands; forkful has none, and most of its commands start no process at all.

/** For esbuild. */
export const noSubcommands = {
  name: 'no-subcommands',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]lib[\\/]/.test(importer)
        ? { path: new URL('empty-module.js', import.meta.url).pathname }
        : undefined,
    );
  },
};
