/** Asking a server for the next files while it answers: who is asked so, and that every file gets its own content. */
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineControl } from '../../src/download/transfer/line.ts';
import {
  type Answering,
  channelOf,
  contentOf,
  type Heard,
  properAnswer,
  properly,
  serverOf,
  turns,
} from '../support/asking-ahead.ts';
import { eventually } from '../support/eventually.ts';

const paths = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`);
const fulfilled = (path: string) => ({ status: 'fulfilled', value: contentOf(path) });

describe('a server that answers in order', () => {
  test('is asked ahead, once it has been put to the proof', async () => {
    const server = await serverOf(properly);
    const results = await channelOf(server.origin).askAll(paths(60));
    expect(results).toEqual(paths(60).map(fulfilled));
    expect(server.opened()).toBe(1);
    expect(server.deepest()).toBeGreaterThan(1);
    expect(server.deepest()).toBeLessThanOrEqual(8);
    const proof = server.heard.filter(({ method }) => method === 'HEAD');
    expect(proof).toHaveLength(2);
    expect(server.heard.indexOf(proof[0] as Heard)).toBeGreaterThan(0);
  });

  test('is not, where it waits for us', async () => {
    const server = await serverOf(properly);
    const results = await channelOf(server.origin, { isBusy: () => true }).askAll(paths(40));
    expect(results).toEqual(paths(40).map(fulfilled));
    expect(server.deepest()).toBe(1);
    expect(server.heard.some(({ method }) => method === 'HEAD')).toBe(false);
  });

  test('is not put to the proof for a few files', async () => {
    const server = await serverOf(properly);
    await channelOf(server.origin).askAll(paths(4));
    expect(server.heard.some(({ method }) => method === 'HEAD')).toBe(false);
  });

  test('is not asked ahead of a large file whose end is far', async () => {
    const large = 'x'.repeat(3_000_000);
    let sent = false;
    let behind = 0;
    const server = await serverOf((socket, waiting) => {
      if (sent) behind += waiting.length;
      if (waiting[0]?.path !== '/large') return properly(socket, waiting);
      waiting.shift();
      // The rest of it comes only when whoever would be asked ahead has had time for it.
      socket.write(`HTTP/1.1 200 OK\r\nETag: "l"\r\nContent-Length: ${large.length}\r\n\r\n${large.slice(0, 1000)}`);
      sent = true;
      void turns(50).then(() => {
        sent = false;
        socket.write(large.slice(1000));
      });
    });
    const { askAll } = channelOf(server.origin);
    const results = await askAll([...paths(30), '/large', ...paths(10)]);
    expect(results[30]).toEqual({ status: 'fulfilled', value: large });
    expect(behind).toBe(0);
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  test('is asked again on a new connection for what it left without an answer', async () => {
    let answers = 0;
    const server = await serverOf((socket, waiting) => {
      for (const request of waiting.splice(0)) {
        answers += 1;
        const last = answers % 20 === 0;
        socket.write(properAnswer(request, ...(last ? ['Connection: close'] : [])));
        if (last) {
          socket.end();
          return;
        }
      }
    });
    const results = await channelOf(server.origin).askAll(paths(100));
    expect(results).toEqual(paths(100).map(fulfilled));
    expect(server.deepest()).toBeGreaterThan(1);
  });

  test('a request that is given up takes only those behind it to another connection', async () => {
    let holding = false;
    const server = await serverOf((socket, waiting) => {
      if (!holding) properly(socket, waiting);
    });
    const { askAll, ask, channel } = channelOf(server.origin);
    await askAll(paths(30));
    await ask('/30');
    holding = true;
    const controls: LineControl[] = [];
    const asked = ['/1', '/2', '/3', '/4'].map((path) => ask(path, (control) => controls.push(control)));
    const settled = Promise.allSettled(asked);
    expect(channel.hasRoom(server.origin, 0)).toBe(true);
    controls[2]?.abort(new Error('given up'));
    holding = false;
    const [first] = server.sockets;
    await eventually(() => expect(server.heard.filter(({ path }) => path === '/2')).toHaveLength(2));
    first?.emit('data', Buffer.from(''));
    const results = await settled;
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(results[3]).toEqual(fulfilled('/4'));
    expect(server.opened()).toBe(2);
  });
});

describe('a server that does not bear it is asked for one file after another, and each gets its own content', () => {
  test.each<[string, Answering]>([
    [
      'it mixes the answers up',
      (socket, waiting) =>
        socket.write(
          waiting
            .splice(0)
            .reverse()
            .map((request) => properAnswer(request))
            .join(''),
        ),
    ],
    [
      'two answers of four change places',
      (socket, waiting) => {
        const [first, second, third, fourth, ...others] = waiting.splice(0);
        const mixed = [first, fourth, third, second, ...others].filter((request) => request !== undefined);
        socket.write(mixed.map((request) => properAnswer(request)).join(''));
      },
    ],
    [
      'it knows no parts, whatever it says',
      (socket, waiting) => {
        for (const request of waiting.splice(0)) socket.write(properAnswer({ ...request, headers: '' }));
      },
    ],
    [
      'it forgets what was asked ahead',
      (socket, waiting) => {
        const [first] = waiting.splice(0);
        if (first !== undefined) socket.write(properAnswer(first));
      },
    ],
    [
      'it ends the connection after the first answer',
      (socket, waiting) => {
        const [first, ...others] = waiting.splice(0);
        if (first === undefined) return;
        const text = properAnswer(first);
        if (others.length > 0) socket.end(text);
        else socket.write(text);
      },
    ],
    [
      'it resets the connection',
      (socket, waiting) => {
        if (waiting.length > 1) socket.resetAndDestroy();
        else properly(socket, waiting);
      },
    ],
    [
      'it gives a body where none is asked for',
      (socket, waiting) =>
        socket.write(
          waiting
            .splice(0)
            .map((request) => properAnswer({ ...request, method: 'GET' }))
            .join(''),
        ),
    ],
    [
      'it knows no HEAD',
      (socket, waiting) => {
        for (const request of waiting.splice(0)) {
          const refused = 'HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n';
          socket.write(request.method === 'HEAD' ? refused : properAnswer(request));
        }
      },
    ],
    [
      'it names no version of its files',
      (socket, waiting) => {
        for (const request of waiting.splice(0)) socket.write(properAnswer(request).replace(/ETag: [^\r]*\r\n/, ''));
      },
    ],
  ])('where %s', async (_, answering) => {
    const server = await serverOf(answering);
    const results = await channelOf(server.origin).askAll(paths(40));
    expect(results).toEqual(paths(40).map(fulfilled));
    expect(server.deepest()).toBe(1);
  });
});

test('what a server says on a connection that nobody uses does not count against it', async () => {
  const server = await serverOf(properly);
  const { askAll, ask } = channelOf(server.origin);
  await askAll(paths(20));
  const [socket] = server.sockets;
  socket?.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  await eventually(() => expect(server.sockets.size).toBe(0));
  await ask('/1');
  await askAll(paths(20));
  expect(server.deepest()).toBeGreaterThan(1);
  // Each connection has a proof of its own: behind it may be another server.
  expect(server.heard.filter(({ method }) => method === 'HEAD')).toHaveLength(4);
});

describe('parts of files, whose answers say to which question they belong', () => {
  test('are asked for ahead without a proof', async () => {
    const server = await serverOf(properly);
    const results = await channelOf(server.origin, { parts: true }).askAll(paths(30));
    expect(results).toEqual(paths(30).map(fulfilled));
    expect(server.deepest()).toBeGreaterThan(1);
    expect(server.heard.some(({ method }) => method === 'HEAD')).toBe(false);
  });

  test('are asked for one after another where the server falls silent', async () => {
    const silent = new Set<Socket>();
    const server = await serverOf((socket, waiting) => {
      const [first, ...others] = waiting.splice(0);
      if (first === undefined || silent.has(socket)) return;
      if (others.length > 0) silent.add(socket);
      socket.write(properAnswer(first));
    });
    const results = await channelOf(server.origin, { parts: true }).askAll(paths(12));
    expect(results).toEqual(paths(12).map(fulfilled));
    expect(server.opened()).toBe(2);
  });
});

test('whatever a connection does in the middle, no file gets the content of another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 }),
      fc.array(fc.constantFrom('go on', 'go on', 'go on', 'close', 'reset', 'cut'), { minLength: 1, maxLength: 40 }),
      async (cuts, deeds) => {
        let answers = 0;
        let cutOff = 0;
        const server = await serverOf((socket, waiting) => {
          for (const request of waiting.splice(0)) {
            answers += 1;
            // Only once it is believed: in the proof nothing may go wrong.
            const deed = answers < 16 ? 'go on' : deeds[answers % deeds.length];
            const text = properAnswer(request, ...(deed === 'close' ? ['Connection: close'] : []));
            if (deed === 'reset' || deed === 'cut') cutOff += 1;
            if (deed === 'reset') return void socket.resetAndDestroy();
            if (deed === 'cut') return void socket.end(text.slice(0, Math.floor(text.length / 2)));
            for (let from = 0, index = answers; from < text.length; index += 1) {
              const bytes = cuts[index % cuts.length] ?? 1;
              socket.write(text.slice(from, from + bytes));
              from += bytes;
            }
            if (deed === 'close') return void socket.end();
          }
        });
        const results = await channelOf(server.origin).askAll(paths(40));
        for (const [index, result] of results.entries()) {
          if (result.status === 'fulfilled') expect(result.value).toBe(contentOf(`/${index}`));
        }
        // One that was cut off in its own answer may fail; one that was waiting behind it may not.
        const failures = results.filter(({ status }) => status === 'rejected').length;
        expect(failures).toBeLessThanOrEqual(cutOff);
      },
    ),
    { numRuns: 25 },
  );
});
