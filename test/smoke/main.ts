/**
 * A short real run of the built program under whichever node runs this file: a list is downloaded from loopback, its
 * duplicates are found. Needs no package of the development tools, so it also runs on the oldest supported node.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));
const dir = await mkdtemp(join(tmpdir(), 'forkful-smoke-'));
const bodies = new Map([
  ['/a.bin', Buffer.alloc(70_000, 'a')],
  ['/same-as-a.bin', Buffer.alloc(70_000, 'a')],
  ['/b.bin', Buffer.alloc(70_000, 'b')],
]);
const server = createServer((request, response) => {
  const body = bodies.get(request.url ?? '');
  response.writeHead(body === undefined ? 404 : 200, { 'content-length': body?.length ?? 0 }).end(body);
});

try {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const list = join(dir, 'list.txt');
  const target = join(dir, 'target');
  await writeFile(list, [...bodies.keys()].map((path) => `http://127.0.0.1:${port}${path}\n`).join(''));

  const got = await forkful('get', '-i', list, '--dir', target, '--json');
  assert.equal(got.code, 0, got.text);
  assert.deepEqual((await readdir(target)).sort(), ['a.bin', 'b.bin', 'same-as-a.bin']);
  assert.deepEqual(await readFile(join(target, 'b.bin')), bodies.get('/b.bin'));

  const scanned = await forkful('scan', '--format', 'json', target);
  assert.equal(scanned.code, 0, scanned.text);
  const { groups } = JSON.parse(scanned.text) as { groups: { files: unknown[] }[] };
  assert.deepEqual(
    groups.map((group) => group.files.length),
    [2],
  );
  process.stdout.write(`get and scan hold on ${process.version}\n`);
} finally {
  server.close();
  server.closeAllConnections();
  await rm(dir, { recursive: true, force: true });
}

async function forkful(...args: string[]): Promise<{ code: number | null; text: string }> {
  const env = { ...process.env, FORKFUL_STATE_DIR: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'cache') };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}
