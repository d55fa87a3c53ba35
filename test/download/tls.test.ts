import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Authority, type Certificate, canSign, makeAuthority } from '../support/certificates.ts';
import { contentOf } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { get } from '../support/get.ts';
import { runProgram } from '../support/program.ts';
import { noteProxy } from '../support/proxy.ts';
import { createBreakingServer } from '../support/raw-http2.ts';
import { tempDir } from '../support/temp-dir.ts';

const touched = ['HTTPS_PROXY', 'NO_PROXY', 'NODE_TLS_REJECT_UNAUTHORIZED'] as const;
const before = touched.map((name) => [name, process.env[name]] as const);

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const local = ['DNS:localhost', 'IP:127.0.0.1'];
const large = contentOf('large', 3_000_000);

async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Handler = (request: Http2ServerRequest, response: Http2ServerResponse, tries: number) => void;

/** Offers HTTP/2 and HTTP/1.1; what was asked for, with the version it was asked in. */
async function secureServer(certificate: Certificate, handle: Handler) {
  const asked: string[] = [];
  const server = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
    const line = `${request.httpVersion} ${request.url}`;
    asked.push(line);
    handle(request, response, asked.filter((other) => other === line).length);
  });
  server.on('sessionError', () => {});
  return { origin: await listening(server), asked };
}

describe.skipIf(!canSign)('over TLS (needs openssl, to make certificates with)', () => {
  let authority: Authority;
  let good: Certificate;
  let ca = '';

  beforeAll(() => {
    authority = makeAuthority();
    good = authority.sign(local);
  });
  afterAll(() => authority.remove());

  const caFile = (): string => {
    ca = `${tempDir()}/ca.pem`;
    writeFileSync(ca, authority.ca);
    return ca;
  };

  test.each([0, 8])('a body without a length that HTTP/2 breaks off (code %i) is no file', async (code) => {
    const origin = await listening(createBreakingServer(good, large.subarray(0, 10_000), code));
    const dir = tempDir();
    const { code: exit, first } = await get('-d', dir, '--ca', caFile(), '--retries', '0', `${origin}/a`);
    expect([exit, first.kind]).toEqual([1, 'failed']);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('HTTP/2 is spoken where the server offers it, HTTP/1.1 where it does not', async () => {
    const two = await secureServer(good, (_request, response) => response.end(large));
    const dir = tempDir();
    const { code } = await get('-d', dir, '--ca', caFile(), `${two.origin}/a`, `${two.origin}/b`);
    expect(code).toBe(0);
    expect(two.asked.sort()).toEqual(['2.0 /a', '2.0 /b']);
    expect(readFileSync(`${dir}/a`).equals(large)).toBe(true);

    const versions: string[] = [];
    const one = createHttpsServer(good, ({ httpVersion }, response) => {
      versions.push(httpVersion);
      response.end('x');
    });
    expect((await get('-d', dir, '--ca', ca, `${await listening(one)}/c`)).code).toBe(0);
    expect(versions).toEqual(['1.1']);
  });

  test('an HTTP/2 body that is broken off goes on from the byte it had reached, under every engine', async () => {
    for (const engine of ['serial', 'processes']) {
      const dir = tempDir();
      const hasBegun = () => readdirSync(dir).some((name) => statSync(`${dir}/${name}`).size > 0);
      const { origin, asked } = await secureServer(good, ({ headers }, response, tries) => {
        const start = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
        response.setHeader('etag', '"v1"');
        response.setHeader('content-length', large.length - start);
        if (start > 0) response.setHeader('content-range', `bytes ${start}-${large.length - 1}/${large.length}`);
        response.writeHead(start > 0 ? 206 : 200);
        if (tries > 1) response.end(large.subarray(start));
        else {
          response.write(large.subarray(0, 2_000_000));
          void eventually(() => expect(hasBegun()).toBe(true)).then(() => response.stream.close(2));
        }
      });
      const { code, first } = await get('-d', dir, '--ca', caFile(), '--engine', engine, `${origin}/x`);
      expect(first).toMatchObject({ kind: 'done', attempts: 2, bytes: large.length });
      expect(code).toBe(0);
      expect(readFileSync(`${dir}/x`).equals(large)).toBe(true);
      expect(asked).toHaveLength(2);
    }
  });

  test('an HTTP/2 body of another length than announced is no file', async () => {
    const { origin } = await secureServer(good, (_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.end('short');
    });
    const dir = tempDir();
    const { first } = await get('-d', dir, '--ca', caFile(), '--retries', '0', `${origin}/x`);
    expect(first.kind).toBe('failed');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('the limit of the rate holds for HTTP/2 too', async () => {
    const { origin } = await secureServer(good, (_request, response) => response.end(large.subarray(0, 600_000)));
    const began = performance.now();
    const { first } = await get('-d', tempDir(), '--ca', caFile(), '--limit-rate', '400k', `${origin}/x`);
    expect(first.kind).toBe('done');
    expect(performance.now() - began).toBeGreaterThan(1000);
  });

  test.each([
    ['of an unknown authority', () => good, [], /certificate or the TLS connection is not right: .*(verify|issuer)/],
    ['that has expired', () => authority.sign(local, -1), ['--ca'], /not right: .*expired/],
    ['of another host', () => authority.sign(['DNS:other.test']), ['--ca'], /not right: .*(altname|Host|IP)/],
  ] as const)('a certificate %s is an error that names the reason, not tried again', async (_, sign, flags, reason) => {
    // The variable that turns node's own check off is no way round it either.
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const { origin, asked } = await secureServer(sign(), (_request, response) => response.end('secret'));
    const dir = tempDir();
    const { code, first } = await get('-d', dir, ...flags.flatMap((flag) => [flag, caFile()]), `${origin}/x`);
    expect(first).toMatchObject({ kind: 'failed', attempts: 1 });
    expect(first.reason).toMatch(reason);
    expect(code).toBe(1);
    expect(asked).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('there is no flag to ignore it, and a --ca that holds none is wrong usage', async () => {
    for (const flag of ['--insecure', '--no-check-certificate', '-k']) {
      expect((await runProgram(['get', flag, 'https://127.0.0.1:9/x'])).code).toBe(2);
    }
    const empty = `${tempDir()}/empty.pem`;
    writeFileSync(empty, 'no certificate');
    const run = await runProgram(['get', '--ca', empty, 'https://127.0.0.1:9/x']);
    expect([run.code, run.stderr]).toEqual([2, `forkful: --ca: ${empty} holds no certificate\n`]);
  });

  test('the whole program takes --ca, in its children too', async () => {
    const { origin } = await secureServer(good, (_request, response) => response.end('over TLS'));
    const [dir, env] = [tempDir(), { FORKFUL_STATE_DIR: tempDir() }];
    const run = await runProgram(['get', '-d', dir, '--ca', caFile(), `${origin}/x`], { env });
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('1 file')]);
    expect(readFileSync(`${dir}/x`, 'utf8')).toBe('over TLS');
  });

  test('a proxy from HTTPS_PROXY is a tunnel: it hears the host and nothing else', async () => {
    const { origin } = await secureServer(good, ({ headers }, response) => response.end(String(headers['x-key'])));
    const proxy = await noteProxy();
    process.env.HTTPS_PROXY = proxy.origin;
    process.env.NO_PROXY = '';
    const dir = tempDir();
    const run = await get('-d', dir, '--ca', caFile(), '--header', 'X-Key: secret', `${origin}/x`);
    expect(run.first).toMatchObject({ kind: 'done' });
    expect(readFileSync(`${dir}/x`, 'utf8')).toBe('secret');
    expect(proxy.heads.map((head) => head.split('\r\n', 1)[0])).toEqual([
      `CONNECT ${origin.replace('https://', '')} HTTP/1.1`,
    ]);
    expect(proxy.heads.join()).not.toContain('secret');
    process.env.NO_PROXY = '127.0.0.1';
    expect((await get('-d', dir, '--ca', ca, `${origin}/y`)).code).toBe(0);
    expect(proxy.heads).toHaveLength(1);
  });

  test('a certificate is checked behind a proxy as well', async () => {
    const { origin, asked } = await secureServer(authority.sign(['DNS:other.test']), (_request, response) =>
      response.end('x'),
    );
    process.env.HTTPS_PROXY = (await noteProxy()).origin;
    process.env.NO_PROXY = '';
    const { first } = await get('-d', tempDir(), '--ca', caFile(), '--retries', '0', `${origin}/x`);
    expect(first.kind).toBe('failed');
    expect(first.reason).toMatch(/not right: .*(altname|Host|IP)/);
    expect(asked).toEqual([]);
  });
});
