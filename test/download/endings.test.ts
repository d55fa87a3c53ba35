import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { contentOf } from '../support/content.ts';
import { get } from '../support/get.ts';
import { answer, type Behaviour, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

/** What never comes to an end fails by this; each of these downloads takes seconds at most. */
const patience = { timeout: 20_000 };
const tag = 'ETag: "v1"';
const chunked = 'Transfer-Encoding: chunked';
const [MB, dripMs] = [2 ** 20, 200];

const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

/** Again and again, as long as somebody listens. */
function drip(socket: Socket, bytes: Buffer): void {
  const timer = setInterval(() => socket.write(bytes), dripMs);
  socket.on('close', () => clearInterval(timer));
}

/** The part that is asked for, and then some more that nobody asked for. */
function partWithoutEnd(socket: Socket, range: string, content: Buffer): void {
  const [, from, to] = /bytes=(\d+)-(\d*)/.exec(range) ?? [];
  const [start, end] = [Number(from), to ? Number(to) + 1 : content.length];
  socket.write(answer(206, [tag, chunked, `Content-Range: bytes ${start}-${end - 1}/${content.length}`]));
  socket.write(chunk(content.subarray(start, end)));
  drip(socket, chunk(Buffer.alloc(100)));
}

describe('a file whose bytes are all here is done, though its answer', () => {
  test('goes on behind the end that it has named, of a download that is taken up again', patience, async () => {
    const content = contentOf('x', 300_000);
    const server = await testServer((socket, { headers: { range } }) => {
      if (range !== undefined) return partWithoutEnd(socket, range, content);
      const head = answer(200, [tag, `Content-Length: ${content.length}`]);
      socket.end(Buffer.concat([head, content.subarray(0, 100_000)]));
    });
    const dir = tempDir();
    expect((await get('-d', dir, '--segments', '1', `${server.origin}/x`)).code).toBe(0);
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
  });

  test('goes on behind the end of a part, on each of several connections', patience, async () => {
    const content = contentOf('x', 20 * MB);
    const server = await testServer((socket, { headers: { range } }) => {
      if (range !== undefined) return partWithoutEnd(socket, range, content);
      socket.write(answer(200, [tag, 'Accept-Ranges: bytes', `Content-Length: ${content.length}`]));
      let at = 0;
      const timer = setInterval(() => {
        socket.write(content.subarray(at, at + 50_000));
        at += 50_000;
      }, 20);
      socket.on('close', () => clearInterval(timer));
    });
    const dir = tempDir();
    expect((await get('-d', dir, `${server.origin}/x`)).code).toBe(0);
    expect(server.requests.length).toBeGreaterThan(1);
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
  });

  test('names the end and never comes to it', patience, async () => {
    const content = contentOf('x', 300_000);
    const server = await testServer((socket, { headers: { range } }) => {
      const start = Number(/\d+/.exec(range ?? '')?.[0]);
      if (range === undefined) {
        const head = answer(200, [tag, `Content-Length: ${content.length}`]);
        socket.end(Buffer.concat([head, content.subarray(0, 100_000)]));
      } else {
        socket.write(answer(206, [tag, chunked, `Content-Range: bytes ${start}-299999/300000`]));
        socket.write(chunk(content.subarray(start)));
      }
    });
    const dir = tempDir();
    expect((await get('-d', dir, '--timeout', '60', `${server.origin}/x`)).code).toBe(0);
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
  });

  test('has a trailer that drips', patience, async () => {
    const content = contentOf('x', 300_000);
    const server = await testServer((socket) => {
      socket.write(Buffer.concat([answer(200, [chunked]), chunk(content), Buffer.from('0\r\n')]));
      drip(socket, Buffer.from('a: b\r\n'));
    });
    const dir = tempDir();
    expect((await get('-d', dir, `${server.origin}/x`)).code).toBe(0);
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });
});

test('a size that drips is no sign of life', patience, async () => {
  const server = await testServer((socket) => {
    socket.write(Buffer.concat([answer(200, [chunked]), chunk(Buffer.from('x')), Buffer.from('1;')]));
    drip(socket, Buffer.from('a'));
  });
  const { first } = await get('-d', tempDir(), '--timeout', '2', '--retries', '0', `${server.origin}/x`);
  expect(first).toMatchObject({ kind: 'failed', reason: 'no byte came for too long' });
});

describe('a body that nobody wants and that never ends keeps nobody waiting:', () => {
  const endless =
    (status: string, ...headers: string[]): Behaviour =>
    (socket) => {
      socket.write(answer(status, [chunked, ...headers]));
      drip(socket, chunk(Buffer.from('x')));
    };

  test.each(['404 Not Found', '429 Too Many Requests'])('of %s', patience, async (status) => {
    const server = await testServer(endless(status));
    const { first } = await get('-d', tempDir(), '--retries', '0', `${server.origin}/x`);
    expect(first).toMatchObject({ kind: 'failed', status: Number(status.slice(0, 3)) });
  });

  test('of a redirect, with others behind it on its connection', patience, async () => {
    const server = await testServer((socket, request) => {
      if (request.path.startsWith('/from')) endless('302 Found', `Location: ${request.path.slice(5)}`)(socket, request);
      else socket.write(answer(200, [], request.path));
    });
    const dir = tempDir();
    const urls = ['/from/a', '/b', '/from/c'].map((path) => server.origin + path);
    expect((await get('-d', dir, '--jobs', '1', ...urls)).code).toBe(0);
    for (const name of ['a', 'b', 'c']) expect(readFileSync(`${dir}/${name}`, 'utf8')).toBe(`/${name}`);
  });

  test('but one that ends in time leaves its connection to the next', patience, async () => {
    const sockets = new Set<Socket>();
    const server = await testServer((socket, { path }) => {
      sockets.add(socket);
      if (path !== '/gone') return socket.write(answer(200, [], path));
      socket.write(answer(404, ['Content-Length: 4']));
      return setTimeout(() => socket.write('gone'), 50);
    });
    const urls = ['/a', '/gone', '/b'].map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '--jobs', '1', ...urls);
    expect(events.map(({ kind }) => kind).toSorted()).toEqual(['done', 'done', 'failed', 'summary']);
    expect(sockets.size).toBe(1);
  });
});
