import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

interface Registry extends AsyncDisposable {
  readonly url: string;
}

/**
 * A package registry on loopback that offers what is installed below `root`, so that an install can be tried for real
 * without a network: a document a package, a tarball a version made on request.
 */
export async function loopbackRegistry(root: string): Promise<Registry> {
  const packages = installedPackages(root);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    const tarball = /^-\/(.+)\/([^/]+)\.tgz$/.exec(path);
    const folder = tarball === null ? undefined : packages.get(tarball[1] ?? '')?.get(tarball[2] ?? '');
    const versions = packages.get(path);
    if (folder !== undefined) {
      const tar = spawn('tar', ['-cz', '--exclude=./node_modules', '--transform=s,^\\.,package,', '-C', folder, '.']);
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      tar.stdout.pipe(response);
    } else if (versions !== undefined) {
      const base = `http://${request.headers.host}/-`;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(packument(base, path, versions)));
    } else {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not installed here"}');
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Name → version → folder. */
function installedPackages(root: string): Map<string, Map<string, string>> {
  const packages = new Map<string, Map<string, string>>();
  const patterns = ['*', '@*/*', '*/node_modules/*', '@*/*/node_modules/*', '*/node_modules/@*/*'];
  for (const file of patterns.flatMap((pattern) => globSync(`node_modules/${pattern}/package.json`, { cwd: root }))) {
    const folder = realpathSync(dirname(join(root, file)));
    const { name, version } = readManifest(folder);
    const versions = packages.get(name) ?? new Map<string, string>();
    packages.set(name, versions.set(version, folder));
  }
  return packages;
}

function packument(base: string, name: string, versions: ReadonlyMap<string, string>): object {
  const entries = [...versions].map(([version, folder]) => {
    const dist = { tarball: `${base}/${name}/${version}.tgz` };
    return [version, { ...readManifest(folder), dist }] as const;
  });
  return { name, 'dist-tags': { latest: entries.at(-1)?.[0] }, versions: Object.fromEntries(entries) };
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
