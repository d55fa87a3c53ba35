#!/usr/bin/env node
// The launcher: plain JavaScript that an old node can still read. It checks the runtime, settles what must be settled
// before the first module is loaded (colour, production mode, compile cache), and hands over to the bundle. It imports
// nothing: to import node:fs, an ES module loads all that hangs on it, promises and streams, needed or not.
const [major, minor] = process.versions.node.split('.').map(Number);

// Whoever asks for news or a pause so early gets none; by default, one would end us and the other open node's debugger.
for (const signal of ['SIGUSR1', 'SIGUSR2']) process.on(signal, () => {});

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`forkful needs Node 22.19 or newer; this is ${process.version} (${process.execPath}).\n`);
  process.exitCode = 2;
} else {
  const { existsSync } = process.getBuiltinModule('node:fs');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const bundle = new URL('../dist/main.js', import.meta.url);
  if (existsSync(bundle)) await launch(bundle);
  else {
    process.stderr.write(`forkful is not built yet: run "npm run build" in ${fileURLToPath(new URL('..', bundle))}\n`);
    process.exitCode = 2;
  }
}

/** @param {URL} bundle */
async function launch(bundle) {
  const { existsSync, mkdirSync } = process.getBuiltinModule('node:fs');
  const { createRequire, enableCompileCache } = process.getBuiltinModule('node:module');
  const { homedir } = process.getBuiltinModule('node:os');
  const { isAbsolute, join } = process.getBuiltinModule('node:path');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const env = process.env;
  env.NODE_ENV = 'production';
  // Ink and chalk know FORCE_COLOR only; an empty NO_COLOR counts as not set (https://no-color.org).
  if (env.NO_COLOR || env.TERM === 'dumb') env.FORCE_COLOR = '0';
  // Inherited by the children, which start from the bundle without this launcher. Without a home there is none.
  const cache = [env.XDG_CACHE_HOME ?? '', join(homedir(), '.cache')].find((folder) => isAbsolute(folder));
  if (cache !== undefined && made(cache) && made(join(cache, 'forkful'))) {
    env.NODE_COMPILE_CACHE ??= join(cache, 'forkful', 'compile');
  }
  if (env.NODE_COMPILE_CACHE) enableCompileCache?.(env.NODE_COMPILE_CACHE);
  // Headless commands that are started often have a bundle of their own, which is there in half of the time.
  const [, , command = ''] = process.argv;
  const own = fileURLToPath(new URL(`command-${command}.cjs`, bundle));
  if (/^[a-z]+$/.test(command) && existsSync(own)) createRequire(bundle)(own);
  else await import(bundle.href);

  /** Node makes folders with their parents, and does so for ever where one cannot be made though its parent is there. */
  function made(folder) {
    if (existsSync(folder)) return true;
    try {
      mkdirSync(folder, { mode: 0o700 });
      return true;
    } catch {
      return existsSync(folder);
    }
  }
}
