import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { get } from '../support/get.ts';
import { answer, type Request, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const paths = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `/${from + index}`);

/** From a request to its answer, by the server that is a moment away: not a wait of the test, but what it is about. */
const distanceMs = 10;

describe('requests that were handed out together', () => {
  test('do not wait for a slow one among them', async () => {
    let open = 0;
    let slowEndedAfter = 0;
    const server = await testServer((socket, { path }) => {
      open += 1;
      if (path === '/slow') {
        // Only when everybody else has been served; else never.
        const look = setInterval(() => {
          if (open < 241) return;
          clearInterval(look);
          slowEndedAfter = open;
          socket.write(answer(200, [], 'slow'));
        }, 20);
      } else socket.write(answer(200, [], path));
    });
    const urls = [...paths(0, 120), '/slow', ...paths(120, 240)].map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '2', '--per-host', '2', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 241, failed: 0 });
    expect(slowEndedAfter).toBe(241);
  });

  test('are not asked for while their host wants to be left alone', async () => {
    const times: number[] = [];
    const server = await testServer((socket, { path }) => {
      times.push(performance.now());
      socket.write(times.length === 100 ? answer(429, ['Retry-After: 1']) : answer(200, [], path));
    });
    const urls = paths(0, 200).map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '1', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 200, failed: 0 });
    expect((times[100] ?? 0) - (times[99] ?? 0)).toBeGreaterThan(950);
  });

  test('go over as many connections as may be open, and no more', async () => {
    const sockets = new Set<Socket>();
    const server = await testServer((socket, { path }) => {
      sockets.add(socket);
      socket.write(answer(200, [], path));
    });
    const urls = paths(0, 300).map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '3', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 300 });
    expect(sockets.size).toBeLessThanOrEqual(3);
  });

  test('go on where the server ends its connections', async () => {
    const server = await testServer((socket, { path, before }) => {
      const number = Number(path.slice(1));
      if (number % 7 === 0 && before === 0) socket.resetAndDestroy();
      else if (number % 5 === 0) socket.end(answer(200, ['Connection: close', 'Content-Length: 2'], 'ok'));
      else socket.write(answer(200, [], path));
    });
    const urls = paths(0, 60).map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '3', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 60, failed: 0 });
  });

  test('arrive each once, also where one in the middle fails for good', async () => {
    const server = await testServer((socket, { path }) =>
      socket.write(path === '/50' ? answer(404, []) : answer(200, [], path)),
    );
    const urls = paths(0, 150).map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '1', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 149, failed: 1 });
    expect(server.requests).toHaveLength(150);
  });

  /** A server that is a moment away, and how many requests of one connection have waited for it at most. */
  async function distantServer(instead: (request: Request) => Buffer | undefined = () => undefined) {
    const waiting = new Map<Socket, number>();
    let most = 0;
    const server = await testServer((socket, request) => {
      const { method, path, headers } = request;
      const ahead = (waiting.get(socket) ?? 0) + 1;
      waiting.set(socket, ahead);
      if (method === 'GET' && headers.range === undefined) most = Math.max(most, ahead);
      setTimeout(() => {
        waiting.set(socket, (waiting.get(socket) ?? 0) - 1);
        const known = headers['if-none-match'] !== undefined;
        const other = instead(request);
        if (other !== undefined) return void socket.write(other);
        const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
        const common = [`ETag: "${path}"`, 'Accept-Ranges: bytes'];
        const range = `Content-Range: bytes ${first}-${last}/${path.length}`;
        const part = path.slice(Number(first), Number(last) + 1);
        const whole =
          first === undefined
            ? answer(known ? 304 : 200, common, known ? '' : path)
            : answer(206, [...common, range], part);
        socket.write(method === 'HEAD' ? whole.subarray(0, whole.indexOf('\r\n\r\n') + 4) : whole);
      }, distanceMs);
    });
    return { server, most: () => most };
  }

  test('are sent while the ones before are being answered, where the server is far and answers in order', async () => {
    const { server, most } = await distantServer();
    const urls = paths(0, 400).map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '2', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 400, failed: 0 });
    expect(most()).toBeGreaterThan(1);
  });

  test('are sent one after another where the person wants it so', async () => {
    const { server, most } = await distantServer();
    const urls = paths(0, 100).map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '2', '--no-pipelining', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 100, failed: 0 });
    expect(most()).toBe(1);
  });

  test('that were sent ahead are not asked again before their host wants it, and have all their tries left', async () => {
    const times: number[] = [];
    let overloadedAt = 0;
    const { server, most } = await distantServer((request) => {
      times.push(performance.now());
      const isTooMuch = times.length >= 200 && (overloadedAt === 0 || performance.now() - overloadedAt < 300);
      if (!isTooMuch || request.method === 'HEAD' || request.headers.range !== undefined) return undefined;
      overloadedAt ||= performance.now();
      return answer(429, ['Retry-After: 1']);
    });
    const urls = paths(0, 400).map((path) => server.origin + path);
    const { events } = await get('-d', tempDir(), '-j', '1', '--retries', '0', ...urls);
    // The one whose turn it was, and none of those behind it.
    expect(events.at(-1)).toMatchObject({ done: 399, failed: 1 });
    expect(most()).toBeGreaterThan(1);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...pauses)).toBeGreaterThan(900);
    // Those that were on their way already, and then nothing for a second.
    const tooLate = times.filter((time) => time > overloadedAt + 100 && time < overloadedAt + 900);
    expect(tooLate).toEqual([]);
  });
});
