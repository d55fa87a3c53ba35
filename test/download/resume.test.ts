import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { get } from '../support/get.ts';
import { answer, type Behaviour, type Request, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const old = randomBytes(900_000);
const fresh = randomBytes(900_000);
const cut = 600_000;
const tag = 'ETag: "v1"';
const hourAgo = `Last-Modified: ${new Date(Date.now() - 3_600_000).toUTCString()}`;
const date = `Date: ${new Date().toUTCString()}`;

/** All of it is announced, a part of it comes. */
const cutOff = (...headers: string[]): Behaviour => {
  return (socket) => {
    const head = answer(200, [...headers, `Content-Length: ${old.length}`]);
    socket.write(Buffer.concat([head, old.subarray(0, cut)]), () => setTimeout(() => socket.destroy(), 50));
  };
};

const startOf = (request: Request) => Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);

/** The rest, as asked for; `shift` and `total` are how it may lie. */
const rest = (headers: string[], { content = old, shift = 0, total = old.length } = {}): Behaviour => {
  return (socket, request) => {
    const start = startOf(request) + shift;
    const range = `Content-Range: bytes ${start}-${total - 1}/${total}`;
    socket.write(answer(206, [...headers, range], content.subarray(start, total)));
  };
};
const whole = (content: Buffer, ...headers: string[]): Behaviour => {
  return (socket) => socket.write(answer(200, headers, content));
};

interface Case {
  readonly name: string;
  /** One answer after the other. */
  readonly answers: readonly Behaviour[];
  readonly content: Buffer;
  /** How each request asked: the value of If-Range, `range` for a Range alone, `whole` for neither. */
  readonly asked: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'goes on after a cut by a strong tag',
    answers: [cutOff(tag), rest([tag])],
    content: old,
    asked: ['whole', '"v1"'],
  },
  {
    name: 'goes on by a date that is old enough',
    answers: [cutOff(hourAgo, date), rest([hourAgo])],
    content: old,
    asked: ['whole', hourAgo.slice(15)],
  },
  {
    name: 'goes on where the 206 leaves Last-Modified out',
    answers: [cutOff(hourAgo, date), rest([])],
    content: old,
    asked: ['whole', hourAgo.slice(15)],
  },
  {
    name: 'begins anew without any validator',
    answers: [cutOff(), whole(fresh)],
    content: fresh,
    asked: ['whole', 'whole'],
  },
  {
    name: 'begins anew with a weak tag',
    answers: [cutOff('ETag: W/"v1"'), whole(fresh)],
    content: fresh,
    asked: ['whole', 'whole'],
  },
  {
    name: 'begins anew with a date as young as the answer',
    answers: [cutOff(`Last-Modified: ${date.slice(6)}`, date), whole(fresh)],
    content: fresh,
    asked: ['whole', 'whole'],
  },
  {
    name: 'takes the new file where the tag has changed',
    answers: [cutOff(tag), whole(fresh, 'ETag: "v2"')],
    content: fresh,
    asked: ['whole', '"v1"'],
  },
  {
    name: 'asks without If-Range where a server answers it with 200',
    answers: [cutOff(tag), whole(old, tag), rest([tag])],
    content: old,
    asked: ['whole', '"v1"', 'range'],
  },
  {
    name: 'takes the whole where a server knows no ranges',
    answers: [cutOff(tag), whole(old, tag), whole(old, tag)],
    content: old,
    asked: ['whole', '"v1"', 'range'],
  },
  {
    name: 'refuses a range that proves nothing',
    answers: [cutOff(tag), whole(old, tag), rest([], { content: fresh }), whole(fresh)],
    content: fresh,
    asked: ['whole', '"v1"', 'range', 'whole'],
  },
  {
    name: 'refuses a part of another version',
    answers: [cutOff(tag), rest(['ETag: "v2"'], { content: fresh }), whole(fresh)],
    content: fresh,
    asked: ['whole', '"v1"', 'whole'],
  },
  {
    name: 'refuses a part that begins elsewhere',
    answers: [cutOff(tag), rest([tag], { shift: 10 }), whole(fresh)],
    content: fresh,
    asked: ['whole', '"v1"', 'whole'],
  },
  {
    name: 'refuses a part of a file of another size',
    answers: [cutOff(tag), rest([tag], { total: 890_000 }), whole(fresh)],
    content: fresh,
    asked: ['whole', '"v1"', 'whole'],
  },
  {
    name: 'refuses a part that does not say which',
    answers: [cutOff(tag), (socket) => socket.write(answer(206, [tag], old.subarray(cut))), whole(fresh)],
    content: fresh,
    asked: ['whole', '"v1"', 'whole'],
  },
  {
    name: 'begins anew after 416',
    answers: [cutOff(tag), (socket) => socket.write(answer(416, [`Content-Range: bytes */${cut}`])), whole(fresh)],
    content: fresh,
    asked: ['whole', '"v1"', 'whole'],
  },
  {
    name: 'goes on twice',
    answers: [
      cutOff(tag),
      (socket, request) => {
        const start = startOf(request);
        const range = `Content-Range: bytes ${start}-${old.length - 1}/${old.length}`;
        socket.write(
          Buffer.concat([
            answer(206, [tag, range, `Content-Length: ${old.length - start}`]),
            old.subarray(start, start + 100_000),
          ]),
          () => setTimeout(() => socket.destroy(), 50),
        );
      },
      rest([tag]),
    ],
    content: old,
    asked: ['whole', '"v1"', '"v1"'],
  },
];

describe('a transfer that was cut off', () => {
  test.each(cases)('$name', async ({ answers, content, asked }) => {
    const server = await testServer((socket, request) => answers[request.before]?.(socket, request));
    const dir = tempDir();
    const { code, first } = await get('-d', dir, '--timeout', '5', `${server.origin}/x.bin`);

    expect(first).toMatchObject({ kind: 'done', bytes: content.length });
    expect(code).toBe(0);
    expect(readdirSync(dir)).toEqual(['x.bin']);
    expect(readFileSync(`${dir}/x.bin`).equals(content)).toBe(true);
    expect(
      server.requests.map(({ headers }) => headers['if-range'] ?? (headers.range === undefined ? 'whole' : 'range')),
    ).toEqual(asked);
  });

  test.each([401, 403, 404, 451])('keeps what it has where the next run is refused with %i', async (status) => {
    const answers = [cutOff(tag), (socket: Socket) => socket.write(answer(status)), rest([tag])];
    const server = await testServer((socket, request) => answers[request.before]?.(socket, request));
    const dir = tempDir();
    for (const _ of answers) await get('-d', dir, '--retries', '0', `${server.origin}/x.bin`);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined, `bytes=${cut}-`, `bytes=${cut}-`]);
    expect(readdirSync(dir)).toEqual(['x.bin']);
    expect(readFileSync(`${dir}/x.bin`).equals(old)).toBe(true);
  });

  test('does not fetch again what it has', async () => {
    const server = await testServer((socket, request) =>
      (request.before === 0 ? cutOff(tag) : rest([tag]))(socket, request),
    );
    await get('-d', tempDir(), `${server.origin}/x.bin`);
    expect(server.requests[1]?.headers.range).toBe(`bytes=${cut}-`);
  });
});

test('what another process put under the part name is never taken for the file', async () => {
  const dir = tempDir();
  const stranger = `${dir}/stranger`;
  const server = await testServer((socket, { before }) => {
    if (before > 0) return socket.write(answer(200, [tag], old));
    socket.write(answer(200, [tag, `Content-Length: ${old.length}`]));
    socket.write(old.subarray(0, cut));
    const timer = setInterval(() => {
      const part = readdirSync(dir).find((name) => name.endsWith('.part'));
      if (part === undefined) return;
      clearInterval(timer);
      // As large as the file itself: a size tells nothing.
      writeFileSync(stranger, Buffer.alloc(old.length));
      renameSync(stranger, `${dir}/${part}`);
      socket.write(old.subarray(cut));
    }, 10);
    return undefined;
  });
  const { code, first } = await get('-d', dir, `${server.origin}/x.bin`);
  expect(first).toMatchObject({ kind: 'done', bytes: old.length });
  expect(code).toBe(0);
  expect(readdirSync(dir)).toEqual(['x.bin']);
  expect(readFileSync(`${dir}/x.bin`).equals(old)).toBe(true);
  expect(server.requests).toHaveLength(2);
  expect(server.requests[1]?.headers.range).toBeUndefined();
});
