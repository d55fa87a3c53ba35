import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { get } from '../support/get.ts';
import { runProgram } from '../support/program.ts';
import { answer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Each with one file, and each keeps its connection as long as the other side does. */
async function manyHosts(count: number) {
  const open = new Set<Socket>();
  const seen = { most: 0 };
  const urls: string[] = [];
  for (let host = 0; host < count; host += 1) {
    const server = createServer((socket) => {
      open.add(socket);
      seen.most = Math.max(seen.most, open.size);
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
      socket.on('data', () => socket.write(answer(200, [], 'ok')));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}/f${host}`);
  }
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
  });
  const list = `${tempDir()}/list`;
  writeFileSync(list, urls.join('\n'));
  return { list, seen };
}

test('of hundreds of hosts only some keep a connection that is not used', async () => {
  const { list, seen } = await manyHosts(250);
  const dir = tempDir();
  expect((await get('-d', dir, '-i', list, '--jobs', '8')).code).toBe(0);
  expect(readdirSync(dir)).toHaveLength(250);
  expect(seen.most).toBeLessThan(130);
});

test.runIf(process.platform === 'linux')('where files run short, idle connections go first', async () => {
  const { list } = await manyHosts(150);
  const dir = tempDir();
  const { code, stderr } = await runProgram(
    ['get', '-d', dir, '-i', list, '--jobs', '4', '--children', '1', '--engine', 'serial'],
    { env: { FORKFUL_STATE_DIR: tempDir() }, under: ['bash', '-c', 'ulimit -n 64; exec "$0" "$@"'] },
  );
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('too many')]);
  expect(readdirSync(dir)).toHaveLength(150);
});
