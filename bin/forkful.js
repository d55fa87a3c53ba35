#!/usr/bin/env node
// The launcher: plain JavaScript that an old node can still read. It checks the runtime, settles what must be settled
// before the first module is loaded (colour, production mode, compile cache), and hands over to the bundle.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const bundle = new URL('../dist/main.js', import.meta.url);

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`forkful needs Node 22.19 or newer; this is ${process.version} (${process.execPath}).\n`);
  process.exitCode = 2;
} else if (!existsSync(bundle)) {
  process.stderr.write(`forkful is not built yet: run "npm run build" in ${fileURLToPath(new URL('..', bundle))}\n`);
  process.exitCode = 2;
} else {
  const env = process.env;
  env.NODE_ENV = 'production';
  // Ink and chalk know FORCE_COLOR only; an empty NO_COLOR counts as not set (https://no-color.org).
  if (env.NO_COLOR || env.TERM === 'dumb') env.FORCE_COLOR = '0';
  // Inherited by the children, which start from the bundle without this launcher. Without a home there is none.
  const cache = [env.XDG_CACHE_HOME ?? '', join(homedir(), '.cache')].find((folder) => isAbsolute(folder));
  if (cache !== undefined) env.NODE_COMPILE_CACHE ??= join(cache, 'forkful', 'compile');
  if (env.NODE_COMPILE_CACHE) module.enableCompileCache?.(env.NODE_COMPILE_CACHE);
  await import(bundle.href);
}
