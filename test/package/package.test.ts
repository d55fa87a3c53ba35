import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { tempDir } from '../support/temp-dir.ts';
import { loopbackRegistry } from './loopback-registry.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

test('the tarball, installed in an empty folder, gives a working forkful', { timeout: 240_000 }, async () => {
  await using registry = await loopbackRegistry(root);
  const dir = tempDir();
  const [app, home, photos] = [join(dir, 'app'), join(dir, 'home'), join(dir, 'photos')];
  for (const folder of [app, home, photos]) mkdirSync(folder);
  for (const name of ['one.txt', 'two.txt']) writeFileSync(join(photos, name), 'the same');
  writeFileSync(join(app, 'package.json'), '{"private":true}');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    npm_config_registry: registry.url,
    npm_config_cache: join(home, 'npm'),
  };

  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', dir], { cwd: root, env });
  const [tarball] = readdirSync(dir).filter((name) => name.endsWith('.tgz'));
  await run('npm', ['install', '--no-audit', '--no-fund', join(dir, tarball ?? '')], { cwd: app, env });

  const program = join(app, 'node_modules', '.bin', 'forkful');
  const { stdout: version } = await run(program, ['--version'], { env });
  expect(version).toBe(`${packageJson.version}\n`);
  const { stdout: report } = await run(program, ['scan', '--format', 'json', photos], { env });
  expect(JSON.parse(report)).toMatchObject({ groups: [{ size: 8, files: [{}, {}] }] });
});

const dist = join(root, 'dist');

/** What a file of the bundle imports: at once, and only when it comes to that. */
function importsOf(file: string): { readonly static: string[]; readonly dynamic: string[] } {
  const text = readFileSync(join(dist, file), 'utf8');
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  return {
    static: all(/(?:^|[;}])\s*(?:import|export)(?:[\w\s{},$*]*from)?\s*["']([^"'\s]+)["']/gm),
    dynamic: all(/\b(?:import|require)\(["']([^"']+)["']\)/g),
  };
}

test('what the bundle leaves to node_modules is a dependency', () => {
  const imported = readdirSync(dist)
    .map(importsOf)
    .flatMap((imports) => [...imports.static, ...imports.dynamic])
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name));
  for (const name of new Set(imported)) expect(Object.keys(packageJson.dependencies)).toContain(name);
  expect(imported).toContain('@node-rs/xxhash');
  expect(imported).toContain('sharp');
});

/** The entry and all that is loaded with it, before its first line runs. */
function loadedWith(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const name of importsOf(entry).static) if (name.startsWith('./')) loadedWith(name.slice(2), seen);
  return seen;
}

function loads(entry: string, sign: string): boolean {
  return [...loadedWith(entry)].some((file) => readFileSync(join(dist, file), 'utf8').includes(sign));
}

const react = 'react.transitional.element';

test('a headless command loads no React, and the screen does', () => {
  expect(loads('screen.js', react)).toBe(true);
  const alone = readdirSync(dist).filter((file) => file.endsWith('.cjs'));
  expect(alone).toEqual(expect.arrayContaining(['fetch-child.cjs', 'hash-worker.cjs', 'command-scan.cjs']));
  const commands = readdirSync(dist).filter((file) => /^(get|scan|dedupe|undo|hash|ps|memory|info)-/.test(file));
  expect(commands.length).toBeGreaterThan(6);
  for (const entry of ['main.js', ...alone, ...commands]) expect([entry, loads(entry, react)]).toEqual([entry, false]);
});

test('a command has a bundle of its own, in which no other command is', () => {
  const scan = readFileSync(join(dist, 'command-scan.cjs'), 'utf8');
  expect(scan).toContain('getdents64');
  expect(scan).not.toContain('Retry-After');
});

test('the first frame waits for no hash, no database and no session', () => {
  expect(loadedWith('screen.js').size).toBeGreaterThan(1);
  for (const name of ['@node-rs/xxhash', 'node:sqlite', 'koffi', 'sharp']) {
    const waits = [...loadedWith('screen.js')].filter((file) => importsOf(file).static.includes(name));
    expect([name, waits]).toEqual([name, []]);
  }
});
