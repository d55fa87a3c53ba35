import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { parseNetrc } from '../../src/download/transfer/netrc.ts';
import { get } from '../support/get.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const touched = ['HTTP_PROXY', 'NO_PROXY', 'NETRC'] as const;
const before = touched.map((name) => [name, process.env[name]] as const);

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** A proxy that knows CONNECT and absolute URLs, and notes what it was asked for. */
async function proxy(asked: string[]): Promise<string> {
  const server = createServer((client: Socket) => {
    client.on('error', () => {});
    client.once('data', (chunk) => {
      const [line = ''] = chunk.toString('latin1').split('\r\n', 1);
      const [method = '', target = ''] = line.split(' ');
      asked.push(target);
      const { hostname, port } = new URL(method === 'CONNECT' ? `http://${target}` : target);
      const upstream = connect(Number(port), hostname);
      upstream.on('error', () => client.destroy());
      if (method === 'CONNECT') client.write('HTTP/1.1 200 OK\r\n\r\n');
      else upstream.write(chunk);
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('a proxy from the environment', () => {
  test('is used, but not for what NO_PROXY names', async () => {
    const asked: string[] = [];
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    process.env.HTTP_PROXY = await proxy(asked);
    process.env.NO_PROXY = '';
    expect((await get('-d', tempDir(), `${server.origin}/a`)).code).toBe(0);
    expect(asked).toHaveLength(1);
    process.env.NO_PROXY = '127.0.0.1';
    expect((await get('-d', tempDir(), `${server.origin}/b`)).code).toBe(0);
    expect(asked).toHaveLength(1);
  });
});

describe('netrc', () => {
  test('gives its login to exactly the host it names', async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    const file = `${tempDir()}/netrc`;
    writeFileSync(file, 'machine 127.0.0.1 login me password secret\n');
    process.env.NETRC = file;
    await get('-d', tempDir(), `${server.origin}/a`);
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
    const other = server.origin.replace('127.0.0.1', 'localhost');
    await get('-d', tempDir(), `${other}/b`);
    expect(server.requests[1]?.headers.authorization).toBeUndefined();
  });

  test.each([
    ['machine a.test\n  login me\n  password "two words"', 'a.test', 'me', 'two words'],
    ['machine a.test login x account y password z', 'A.TEST', 'x', 'z'],
    [
      'macdef init\nmachine evil login no password no\n\ndefault login anonymous password p',
      'b.test',
      'anonymous',
      'p',
    ],
    ['machine a.test login first password 1\nmachine a.test login second password 2', 'a.test', 'first', '1'],
  ])('reads %j', (text, host, login, password) => {
    expect(parseNetrc(text)(host)).toEqual({ login, password });
  });

  test('knows nobody who is not in it', () => {
    expect(parseNetrc('machine a.test login me password x')('b.test')).toBeUndefined();
  });
});
