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

test('what the bundle leaves to node_modules is a dependency', () => {
  const dist = join(root, 'dist');
  const imported = readdirSync(dist)
    .map((file) => readFileSync(join(dist, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/^import [^'"]*["']([^./'"][^'"]*)["'];$|\bimport\("([^./"][^"]*)"\)/gm)])
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name));
  for (const name of new Set(imported)) expect(Object.keys(packageJson.dependencies)).toContain(name);
  expect(imported).toContain('@node-rs/xxhash');
});

test('a headless command loads no React, and the screen does', () => {
  const reach = (entry: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(entry)) return seen;
    seen.add(entry);
    const text = readFileSync(join(root, 'dist', entry), 'utf8');
    for (const match of text.matchAll(
      /^(?:import|export) [^'"]*["']\.\/([^"']+)["'];$|^import ["']\.\/([^"']+)["'];$/gm,
    )) {
      reach(match[1] ?? match[2] ?? '', seen);
    }
    return seen;
  };
  const holdsReact = (entry: string) =>
    [...reach(entry)].some((file) => readFileSync(join(root, 'dist', file), 'utf8').includes('node_modules/react/'));
  expect(holdsReact('screen.js')).toBe(true);
  const workers = ['main.js', 'fetch-child.js', 'scan-child.js', 'hash-worker.js', 'remove-child.js'];
  const commands = readdirSync(join(root, 'dist')).filter((file) =>
    /^(get|scan|dedupe|undo|hash|ps|memory|info)-/.test(file),
  );
  expect(commands).not.toHaveLength(0);
  for (const entry of [...workers, ...commands]) expect(holdsReact(entry), entry).toBe(false);
});
