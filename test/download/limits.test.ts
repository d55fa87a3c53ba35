import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { xxh3 } from '@node-rs/xxhash';
import { describe, expect, test } from 'vitest';
import { turns } from '../support/asking-ahead.ts';
import { contentOf } from '../support/content.ts';
import { get } from '../support/get.ts';
import { paced } from '../support/paced.ts';
import { answer, type Behaviour, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const content = contentOf('large', 6_000_000);

const slow = paced(content, 40_000);

describe('a large file from a slow server', () => {
  test('comes over several connections, and is the same file', async () => {
    const server = await testServer(slow);
    const dir = tempDir();
    const { first } = await get('-d', dir, '--segments', '4', `${server.origin}/x`);
    expect(first).toMatchObject({ kind: 'done', bytes: content.length });
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
    expect(server.requests.length).toBeGreaterThan(2);
    expect(server.requests.slice(1).every(({ headers }) => headers['if-range'] === '"v1"')).toBe(true);
  });

  test('needs no new connection for each of its pieces', async () => {
    const large = Buffer.alloc(48 * 2 ** 20, 'forkful');
    const sockets = new Set<unknown>();
    const send = paced(large, 512 * 1024);
    const server = await testServer((socket, request) => {
      sockets.add(socket);
      send(socket, request);
    });
    const dir = tempDir();
    await get('-d', dir, '--segments', '2', `${server.origin}/x`);
    expect(readFileSync(`${dir}/x`).equals(large)).toBe(true);
    expect(server.requests.length).toBeGreaterThan(4);
    // The first answer is cut short where another connection takes over, and so may be the last ones.
    expect(sockets.size).toBeLessThan(server.requests.length);
  });

  test.each(['serial', 'processes'])('is known by the hash of its bytes in their order (%s)', async (engine) => {
    // No two blocks alike: what was hashed twice, left out or mixed up would show.
    const words = Uint32Array.from({ length: 6 * 2 ** 20 }, (_, index) => Math.imul(index, 2_654_435_761));
    const large = Buffer.from(words.buffer);
    const server = await testServer(paced(large, 300_000));
    const { first } = await get('-d', tempDir(), '--engine', engine, '--segments', '4', `${server.origin}/x`);
    expect(server.requests.length).toBeGreaterThan(2);
    expect(first).toMatchObject({ kind: 'done', hash: xxh3.xxh128(large).toString(16).padStart(32, '0') });
  });

  test('comes over one where --segments 1 says so', async () => {
    const server = await testServer(slow);
    const dir = tempDir();
    await get('-d', dir, '--segments', '1', `${server.origin}/x`);
    expect(server.requests).toHaveLength(1);
  });

  test('is never spliced from two versions', async () => {
    const other = contentOf('other', content.length);
    const server = await testServer((socket, request) => {
      if (request.before === 0) slow(socket, request);
      // It has changed meanwhile: a server that honours If-Range sends the whole of the new one.
      else socket.write(answer(200, ['ETag: "v2"', 'Accept-Ranges: bytes'], other));
    });
    const dir = tempDir();
    await get('-d', dir, '--segments', '4', `${server.origin}/x`);
    const arrived = readFileSync(`${dir}/x`);
    expect(arrived.equals(content) || arrived.equals(other)).toBe(true);
  });
});

describe('a server that does not mean what it says about ranges', () => {
  const brisk = paced(content, 80_000);
  const whole = answer(200, ['ETag: "v1"', 'Accept-Ranges: bytes'], content);
  const cases: readonly { readonly name: string; readonly further: Behaviour; readonly plain: boolean }[] = [
    {
      name: 'answers 200 to If-Range and 206 to a range alone',
      further: (socket, request) => (request.headers['if-range'] ? socket.write(whole) : brisk(socket, request)),
      plain: true,
    },
    { name: 'answers 200 to every range', further: (socket) => socket.write(whole), plain: true },
    { name: 'answers no second request', further: () => {}, plain: false },
    { name: 'hangs up on a second request', further: (socket) => socket.destroy(), plain: false },
    { name: 'forbids a second request', further: (socket) => socket.write(answer(403)), plain: false },
    { name: 'has no such range', further: (socket) => socket.write(answer(416)), plain: false },
    {
      name: 'has another file by then',
      further: (socket) => socket.write(answer(206, ['ETag: "v2"', `Content-Range: bytes 0-9/10`], '0123456789')),
      plain: false,
    },
  ];
  test.each(cases)('$name: the file comes at the first try', async ({ further, plain }) => {
    const server = await testServer((socket, request) => (request.before === 0 ? brisk : further)(socket, request));
    const dir = tempDir();
    const { first } = await get('-d', dir, '--segments', '4', '--retries', '0', `${server.origin}/x`);
    expect(first).toMatchObject({ kind: 'done', bytes: content.length });
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
    expect(server.requests.length).toBeGreaterThan(1);
    const asked = server.requests.slice(1).map(({ headers }) => headers['if-range'] === undefined);
    expect(asked.includes(true)).toBe(plain);
  });

  test('gives one part and then no more: the first connection takes back what another was to fetch', async () => {
    const fast = paced(content, content.length);
    const server = await testServer((socket, request) => {
      if (request.before > 1) socket.write(answer(503));
      else (request.before === 0 ? brisk : fast)(socket, request);
    });
    const dir = tempDir();
    const { first } = await get('-d', dir, '--segments', '2', '--retries', '0', `${server.origin}/x`);
    expect(first).toMatchObject({ kind: 'done', bytes: content.length });
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
    expect(server.requests).toHaveLength(3);
  });

  test('refuses a further connection with Retry-After: its host is left alone, while the first one goes on', async () => {
    let [refusedAt, nextAt] = [0, 0];
    const server = await testServer((socket, request) => {
      if (request.path === '/y') {
        // Waits for its second try while /x takes up the connection that is free.
        if (request.before === 0) return socket.write(answer(503));
        nextAt = performance.now();
        return socket.write(answer(200, [], 'y'));
      }
      if (request.before === 0) return brisk(socket, request);
      refusedAt ||= performance.now();
      return socket.write(answer(429, ['Retry-After: 4']));
    });
    const urls = ['x', 'y'].map((name) => `${server.origin}/${name}`);
    const { events } = await get('-d', tempDir(), '--segments', '4', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 2, failed: 0 });
    expect(server.requests.map(({ path }) => path).sort()).toEqual(['/x', '/x', '/y', '/y']);
    expect(nextAt - refusedAt).toBeGreaterThan(3900);
  });
});

describe('limits', () => {
  test('--limit-rate holds for files that come with a single read, too', async () => {
    const small = Buffer.alloc(20_000, 'small');
    const server = await testServer((socket) => socket.write(answer(200, [], small)));
    const urls = Array.from({ length: 30 }, (_, index) => `${server.origin}/${index}`);
    const { events } = await get('-d', tempDir(), '-j', '1', '--limit-rate', '400k', ...urls);
    // 600 KB, of which a tenth of a second's worth is free.
    const { done, ms } = events.at(-1) as { done: number; ms: number };
    expect(done).toBe(30);
    expect(ms).toBeGreaterThan(1200);
  });

  test.each(['serial', 'processes'])('--limit-rate holds in total over all children (%s)', async (engine) => {
    const body = contentOf('x', 300_000);
    const server = await testServer((socket) => socket.write(answer(200, [], body)));
    const urls = [1, 2, 3, 4].map((number) => `${server.origin}/${number}`);
    const began = performance.now();
    await get('-d', tempDir(), '--engine', engine, '--limit-rate', '600k', ...urls);
    // 1.2 MB at 600 KB/s; a tenth of a second may be saved up.
    expect(performance.now() - began).toBeGreaterThan(1500);
  });

  test('--per-host and --jobs are never passed', async () => {
    const files = 40;
    /** The most requests at once where all are held until as many as may be are there, and whoever else would come. */
    const mostOf = async (allowed: number, ...limits: string[]) => {
      const held = new Set<() => void>();
      let [most, asked] = [0, 0];
      const server = await testServer((socket) => {
        held.add(() => socket.write(answer(200, [], 'x')));
        asked += 1;
        if (held.size !== allowed && asked !== files) return;
        void turns(50).then(() => {
          most = Math.max(most, held.size);
          for (const release of held) release();
          held.clear();
        });
      });
      const urls = Array.from({ length: files }, (_, index) => `${server.origin}/${index}`);
      await get('-d', tempDir(), ...limits, ...urls);
      return most;
    };
    expect(await mostOf(3, '-j', '8', '--per-host', '3')).toBe(3);
    expect(await mostOf(2, '-j', '2', '--per-host', '9')).toBe(2);
  });

  test('a host that said Retry-After is left alone by all of its transfers', async () => {
    const times: number[] = [];
    const server = await testServer((socket) => {
      times.push(performance.now());
      socket.write(times.length === 1 ? answer(429, ['Retry-After: 1']) : answer(200, [], 'x'));
    });
    const urls = Array.from({ length: 5 }, (_, index) => `${server.origin}/${index}`);
    const { events } = await get('-d', tempDir(), '-j', '1', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 5 });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  test('Retry-After behind a redirect is meant for the host that said it', async () => {
    const asked: string[] = [];
    const times: number[] = [];
    const limited = await testServer((socket, { path }) => {
      asked.push(path);
      times.push(performance.now());
      socket.write(times.length === 1 ? answer(429, ['Retry-After: 1']) : answer(200, [], 'x'));
    });
    const server = await testServer((socket, { path }) => {
      asked.push(path);
      socket.write(path === '/leads' ? answer(302, [`Location: ${limited.origin}/led`]) : answer(200, [], 'x'));
    });
    const urls = [`${server.origin}/leads`, `${limited.origin}/own`, `${server.origin}/other`];
    const { events } = await get('-d', tempDir(), '-j', '1', ...urls);
    expect(events.at(-1)).toMatchObject({ done: 3 });
    expect(asked.slice(0, 3)).toEqual(['/leads', '/led', '/other']);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  test('--shard parts a list without loss or repetition', async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    const list = `${tempDir()}/list`;
    writeFileSync(list, Array.from({ length: 30 }, (_, index) => `${server.origin}/${index}\n`).join(''));
    for (const shard of ['1/3', '2/3', '3/3']) await get('-i', list, '-d', tempDir(), '--shard', shard);
    expect(server.requests.map(({ path }) => path).sort()).toEqual(
      Array.from({ length: 30 }, (_, i) => `/${i}`).sort(),
    );
  });

  test('credentials and headers stay with their origin', async () => {
    const stranger = await testServer((socket) => socket.write(answer(200, [], 'x')));
    const server = await testServer((socket, { path }) =>
      socket.write(
        path === '/same' ? answer(302, ['Location: /end']) : answer(302, [`Location: ${stranger.origin}/x`]),
      ),
    );
    await get(
      '-d',
      tempDir(),
      '--header',
      'X-Key: secret',
      '--header',
      'Cookie: a=b',
      `${server.origin.replace('//', '//me:pw@')}/same`,
    );
    for (const { headers } of server.requests) {
      expect(headers).toMatchObject({
        'x-key': 'secret',
        cookie: 'a=b',
        authorization: expect.stringMatching(/^Basic /),
      });
    }
    expect(stranger.requests).toHaveLength(1);
    for (const name of ['x-key', 'cookie', 'authorization'])
      expect(stranger.requests[0]?.headers[name]).toBeUndefined();
  });

  test('a checksum is verified, and a file that fails it is not kept', async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], 'hello')));
    const list = `${tempDir()}/list`;
    const right = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
    writeFileSync(
      list,
      `${server.origin}/a\n checksum=sha-256=${right}\n${server.origin}/b\n checksum=sha-256=${'0'.repeat(64)}\n`,
    );
    const dir = tempDir();
    const { events, code } = await get('-i', list, '-d', dir);
    expect(events.find(({ kind }) => kind === 'failed')?.reason).toContain('sha-256 checksum is 2cf2');
    expect(readdirSync(dir)).toEqual(['a']);
    expect(code).toBe(1);
  });
});

describe('a full disk', () => {
  test.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'stops the queue with a clear word, and it goes on when there is room (needs root, to mount a small tmpfs)',
    async () => {
      const dir = tempDir();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', dir]);
      try {
        const body = contentOf('x', 1_000_000);
        const server = await testServer((socket) => socket.write(answer(200, ['ETag: "v1"'], body)));
        const urls = Array.from({ length: 8 }, (_, index) => `${server.origin}/f${index}`);
        const { code, events, stderr } = await get('-d', dir, '-j', '2', ...urls);
        expect(code).toBe(1);
        expect(stderr).toMatch(
          /stopped: .*no space left on the device: .* are needed, .* are free, of which .* stay so/,
        );
        const summary = events.at(-1);
        expect(summary).toMatchObject({ kind: 'summary', failed: 0 });
        expect(Number(summary?.left)).toBeGreaterThan(0);

        execFileSync('mount', ['-o', 'remount,size=64m', dir]);
        const again = await get('-d', dir, ...urls);
        expect(again.code).toBe(0);
        expect(readdirSync(dir).sort()).toEqual(urls.map((_, index) => `f${index}`));
        for (const name of readdirSync(dir)) expect(readFileSync(`${dir}/${name}`).equals(body)).toBe(true);
      } finally {
        execFileSync('umount', [dir]);
      }
    },
  );
});
