import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { parseNetrc } from '../../src/download/transfer/netrc.ts';
import { openNetwork } from '../../src/download/transfer/network.ts';
import { get } from '../support/get.ts';
import { noteProxy } from '../support/proxy.ts';
import { answer, reset, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const touched = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NETRC'] as const;
const before = touched.map((name) => [name, process.env[name]] as const);

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

describe('a proxy from the environment', () => {
  test('is used, but not for what NO_PROXY names', async () => {
    const proxy = await noteProxy();
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    process.env.HTTP_PROXY = proxy.origin;
    process.env.NO_PROXY = '';
    expect((await get('-d', tempDir(), `${server.origin}/a`)).code).toBe(0);
    expect(proxy.heads).toHaveLength(1);
    process.env.NO_PROXY = '127.0.0.1';
    expect((await get('-d', tempDir(), `${server.origin}/b`)).code).toBe(0);
    expect(proxy.heads).toHaveLength(1);
  });
});

describe('what the environment says of a proxy', () => {
  test('may be a host and a port alone, as for curl', async () => {
    const proxy = await noteProxy();
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    process.env.HTTP_PROXY = proxy.origin.replace('http://', '');
    process.env.NO_PROXY = '';
    expect((await get('-d', tempDir(), `${server.origin}/a`)).code).toBe(0);
    expect(proxy.heads).toHaveLength(1);
  });

  test.each(['ftp://127.0.0.1:3128', 'http://', 'a proxy'])('%j is refused before anything begins', async (value) => {
    process.env.HTTP_PROXY = value;
    await expect(get('-d', tempDir(), 'http://127.0.0.1:9/a')).rejects.toThrow(
      'the environment variable HTTP_PROXY is no proxy; write http://host:port',
    );
  });

  test('is in words where the proxy wants a login', async () => {
    const proxy = createNetServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    process.env.HTTPS_PROXY = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    process.env.NO_PROXY = '';
    const { first } = await get('-d', tempDir(), 'https://127.0.0.1:9/a');
    expect(first).toMatchObject({
      attempts: 1,
      reason: expect.stringMatching(/^the proxy refused with 407: it wants a login/),
    });
  });
});

describe('a header that a person gives', () => {
  test('takes the place of the one sent by default, from the command line and from a list', async () => {
    const heads: (readonly string[])[] = [];
    const server = createServer((request, response) => {
      heads.push(request.rawHeaders.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text)));
      response.end('x');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const [dir, list] = [tempDir(), `${tempDir()}/list`];
    writeFileSync(list, `${origin}/b\n  user-agent=Y\n  header=Accept: text/plain\n`);
    await get('-d', dir, '--header', 'User-Agent: X', `${origin}/a`);
    await get('-d', dir, '-i', list);
    const valuesOf = (head: readonly string[] | undefined, name: string) =>
      head?.filter((_, index, all) => index % 2 === 1 && all[index - 1] === name);
    expect(valuesOf(heads[0], 'user-agent')).toEqual(['X']);
    expect(valuesOf(heads[0], 'accept')).toEqual(['*/*']);
    expect(valuesOf(heads[1], 'user-agent')).toEqual(['Y']);
    expect(valuesOf(heads[1], 'accept')).toEqual(['text/plain']);
  });
});

describe('through a proxy', () => {
  test('headers arrive, and a body that is cut off is no whole one', async () => {
    const server = await testServer((socket, { path }) => {
      if (path.endsWith('/whole')) socket.write(answer(200, [], 'x'));
      else socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf', () => setTimeout(() => reset(socket), 50));
    });
    process.env.HTTP_PROXY = (await noteProxy()).origin;
    process.env.NO_PROXY = '';
    const dir = tempDir();
    await get('-d', dir, '--header', 'X-Key: mine', `${server.origin}/whole`);
    expect(server.requests[0]?.headers).toMatchObject({ 'x-key': 'mine', 'user-agent': 'forkful' });
    const { first } = await get('-d', dir, '--retries', '0', `${server.origin}/half`);
    expect(first).toMatchObject({ kind: 'failed' });
    expect(readdirSync(dir)).toEqual(['whole']);
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

  test.each(['machine 127.0.0.1 login me password secret', 'default login me password secret'])(
    'gives nothing to another port or host that a redirect leads to: %s',
    async (netrc) => {
      const elsewhere = await testServer((socket) => socket.write(answer(200, [], 'x')));
      const target = `${elsewhere.origin.replace('127.0.0.1', netrc.startsWith('default') ? 'localhost' : '127.0.0.1')}/x`;
      const server = await testServer((socket) => socket.write(answer(302, [`Location: ${target}`])));
      const file = `${tempDir()}/netrc`;
      writeFileSync(file, `${netrc}\n`);
      process.env.NETRC = file;
      expect((await get('-d', tempDir(), `${server.origin}/a`)).code).toBe(0);
      expect(server.requests[0]?.headers.authorization).toMatch(/^Basic /);
      expect(elsewhere.requests[0]?.headers.authorization).toBeUndefined();
    },
  );

  test.each([
    ['http://a.test/x', 'https://b.test/x', true],
    ['http://a.test/x', 'http://b.test/x', true],
    ['https://a.test/x', 'http://b.test/x', false],
    ['https://b.test/x', 'http://b.test/x', false],
    ['https://a.test/x', 'https://b.test:8443/x', false],
    ['https://a.test/x', 'https://c.test/x', false],
    ['https://c.test:8443/x', 'https://c.test:8443/y', true],
  ])('of %s, redirected to %s: gives a login is %s', async (first, url, given) => {
    const file = `${tempDir()}/netrc`;
    writeFileSync(file, 'machine b.test login me password secret\ndefault login anybody password x\n');
    const network = await openNetwork({ ca: undefined, timeoutMs: 1000, pipelining: true }, { NETRC: file });
    expect(network.credentials(new URL(url), new URL(first)) !== undefined).toBe(given);
    await network.close();
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
    [
      'machine a.test\n  login me\n  password x\n\nmacdef init\n  cd here\n  login no password no\n',
      'a.test',
      'me',
      'x',
    ],
    ['machine a.test login first password 1\nmachine a.test login second password 2', 'a.test', 'first', '1'],
  ])('reads %j', (text, host, login, password) => {
    expect(parseNetrc(text)(host)).toEqual({ login, password });
  });

  test('knows nobody who is not in it', () => {
    expect(parseNetrc('machine a.test login me password x')('b.test')).toBeUndefined();
  });
});
