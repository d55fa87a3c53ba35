// Of all commands only one gets into a bundle: the launcher starts it for no other.

/** For esbuild. @param {string} command */
export const oneCommand = (command) => ({
  name: 'one-command',
  setup(build) {
    build.onResolve({ filter: /^\.\/(?:commands\/[a-z]+|screen)\.ts$/ }, ({ path, importer, kind }) => {
      if (kind !== 'dynamic-import' || !/[\\/]cli[\\/]main\.ts$/.test(importer)) return undefined;
      return path === `./commands/${command}.ts` ? undefined : { path: './main.js', external: true };
    });
  },
});
