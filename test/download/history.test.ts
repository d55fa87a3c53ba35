import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createDownloads } from '../../src/download/index.ts';
import { parseList } from '../../src/download/list.ts';
import { contentOf } from '../support/content.ts';
import { plainDownloads } from '../support/download-options.ts';
import { get } from '../support/get.ts';
import { answer, type Behaviour, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const defaults = { ...plainDownloads, jobs: 4, perHost: 4 };

/** A server that knows what conditional requests are. */
const conditional = (etag: () => string): Behaviour => {
  return (socket, { path, headers }) => {
    const same = headers['if-none-match'] === etag();
    socket.write(
      same ? 'HTTP/1.1 304 Not Modified\r\n\r\n' : answer(200, [`ETag: ${etag()}`], `content of ${path} ${etag()}`),
    );
  };
};

describe('a second get of the same list', () => {
  test('transfers nothing that the server confirms unchanged', async () => {
    const server = await testServer(conditional(() => '"v1"'));
    const dir = tempDir();
    const urls = ['/a.txt', '/b.txt', '/c.txt'].map((path) => server.origin + path);
    await get('-d', dir, ...urls);
    const before = readdirSync(dir).map((name) => statSync(`${dir}/${name}`).mtimeMs);
    const { code, events } = await get('-d', dir, ...urls);

    expect(code).toBe(0);
    expect(events.slice(0, -1).map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(
      Array(3).fill('skipped not-modified'),
    );
    expect(events[0]?.path).toBe(`${dir}/a.txt`);
    expect(events.at(-1)).toMatchObject({ done: 0, skipped: 3, bytes: 0 });
    expect(readdirSync(dir).map((name) => statSync(`${dir}/${name}`).mtimeMs)).toEqual(before);
  });

  test('fetches what has changed, beside the old one', async () => {
    let version = '"v1"';
    const server = await testServer(conditional(() => version));
    const dir = tempDir();
    await get('-d', dir, `${server.origin}/a.txt`);
    version = '"v2"';
    const { first } = await get('-d', dir, `${server.origin}/a.txt`);
    expect(first).toMatchObject({ kind: 'done', path: `${dir}/a (1).txt` });
    expect(readFileSync(`${dir}/a.txt`, 'utf8')).toContain('v1');
  });

  test.each([
    ['was removed', (path: string) => rmSync(path)],
    ['was changed', (path: string) => writeFileSync(path, 'changed')],
  ])('asks for everything again where the file %s', async (_, harm) => {
    const server = await testServer(conditional(() => '"v1"'));
    const dir = tempDir();
    await get('-d', dir, `${server.origin}/a.txt`);
    harm(`${dir}/a.txt`);
    const { first } = await get('-d', dir, `${server.origin}/a.txt`);
    expect(first.kind).toBe('done');
    expect(server.requests[1]?.headers['if-none-match']).toBeUndefined();
  });
});

describe('a second get with a checksum', () => {
  const contentOf = (path: string) => `content of ${path} "v1"`;
  const listOf = (origin: string, content: string) => {
    const list = `${tempDir()}/list`;
    const sha = createHash('sha256').update(content).digest('hex');
    writeFileSync(list, `${origin}/a.txt\n  checksum=sha-256=${sha}\n`);
    return list;
  };

  test('asks for nothing where the file has it, and believes no 304 where it has not', async () => {
    const server = await testServer(conditional(() => '"v1"'));
    const dir = tempDir();
    await get('-d', dir, `${server.origin}/a.txt`);
    const right = await get('-d', dir, '-i', listOf(server.origin, contentOf('/a.txt')));
    expect(right.first).toMatchObject({ kind: 'skipped', reason: 'same-checksum', path: `${dir}/a.txt` });
    expect(server.requests).toHaveLength(1);

    const wrong = await get('-d', dir, '-i', listOf(server.origin, 'something else'));
    expect(wrong.first).toMatchObject({ kind: 'failed' });
    expect(wrong.stderr + JSON.stringify(wrong.first)).toContain('sha-256 checksum is');
    expect(server.requests[1]?.headers['if-none-match']).toBeUndefined();
    expect(readdirSync(dir)).toEqual(['a.txt']);
  });

  test('fetches the file where what came before, in a run that was interrupted, was another', async () => {
    let version = 'old';
    const server = await testServer((socket, { path }) => {
      if (path === '/a.txt') socket.write(answer(200, [], version));
      else if (version === 'new') socket.write(answer(200, [], 'b'));
    });
    const dir = tempDir();
    const stop = new AbortController();
    const urls = ['/a.txt', '/b.txt'].map((path) => server.origin + path);
    const interrupted = get('-d', dir, '-j', '1', ...urls, { signal: stop.signal });
    await expect.poll(() => server.requests.length).toBe(2);
    await expect.poll(() => readdirSync(dir)).toContain('a.txt');
    stop.abort();
    await interrupted;
    version = 'new';
    const list = listOf(server.origin, 'new');
    const { events } = await get('-d', dir, '-i', list, `${server.origin}/b.txt`);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'done', path: `${dir}/a (1).txt` }));
    expect(readFileSync(`${dir}/a (1).txt`, 'utf8')).toBe('new');
    expect(events.at(-1)).toMatchObject({ done: 2, skipped: 0 });
  });
});

describe('content that is here already', () => {
  const same: Behaviour = (socket) => socket.write(answer(200, [], 'the same content'));

  test('is announced when it arrives again under another name', async () => {
    const server = await testServer(same);
    const dir = tempDir();
    const { events } = await get('-d', dir, '-j', '1', `${server.origin}/a`, `${server.origin}/b`);
    expect(events[0]?.duplicateOf).toBeUndefined();
    expect(events[1]).toMatchObject({ kind: 'done', path: `${dir}/b`, duplicateOf: `${dir}/a` });
    expect(events.at(-1)).toMatchObject({ done: 2, duplicates: 1 });
  });

  test('is known from an earlier run and another folder, unless it is gone', async () => {
    const content: Behaviour = (socket) => socket.write(answer(200, [], 'known from elsewhere'));
    const server = await testServer(content);
    const [one, two, three] = [tempDir(), tempDir(), tempDir()];
    await get('-d', one, `${server.origin}/a`);
    const { first } = await get('-d', two, `${server.origin}/b`);
    expect(first.duplicateOf).toBe(`${one}/a`);
    rmSync(`${one}/a`);
    rmSync(`${two}/b`);
    expect((await get('-d', three, `${server.origin}/c`)).first.duplicateOf).toBeUndefined();
  });

  test("of no bytes at all is nobody's duplicate", async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], '')));
    const { events } = await get('-d', tempDir(), `${server.origin}/a`, `${server.origin}/b`);
    expect(events.at(-1)).toMatchObject({ done: 2, duplicates: 0 });
  });
});

describe('what is left in the queue', () => {
  const tag = 'ETag: "v1"';
  const content = Buffer.alloc(700_000, 'abcdefg');
  const broken: Behaviour = (socket) => {
    const head = answer(200, [tag, `Content-Length: ${content.length}`]);
    socket.write(Buffer.concat([head, content.subarray(0, 400_000)]), () => setTimeout(() => socket.destroy(), 50));
  };
  const rest: Behaviour = (socket, { headers }) => {
    const start = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    const range = `Content-Range: bytes ${start}-${content.length - 1}/${content.length}`;
    socket.write(answer(206, [tag, range], content.subarray(start)));
  };

  test('goes on at the next run from the byte it had reached, asked for again or not', async () => {
    for (const again of [true, false]) {
      const server = await testServer((socket, request) => (request.before === 0 ? broken : rest)(socket, request));
      const dir = tempDir();
      const failed = await get('-d', dir, '--retries', '0', `${server.origin}/x`);
      expect(failed.code).toBe(1);
      expect(readdirSync(dir)).toEqual([expect.stringMatching(/^x\.[0-9a-f]{16}\.part$/)]);

      const { code, first } = await get('-d', dir, ...(again ? [`${server.origin}/x`] : []));
      expect(first).toMatchObject({ kind: 'done', bytes: content.length });
      expect(code).toBe(0);
      expect(server.requests[1]?.headers.range).toBe('bytes=400000-');
      expect(readdirSync(dir)).toEqual(['x']);
      expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
    }
  });

  test('begins anew where the part file was harmed meanwhile', async () => {
    const whole: Behaviour = (socket) => socket.write(answer(200, [tag], content));
    const server = await testServer((socket, request) => (request.before === 0 ? broken : whole)(socket, request));
    const dir = tempDir();
    await get('-d', dir, '--retries', '0', `${server.origin}/x`);
    const [part = ''] = readdirSync(dir);
    writeFileSync(`${dir}/${part}`, 'short');
    const { first } = await get('-d', dir, `${server.origin}/x`);
    expect(first.kind).toBe('done');
    expect(server.requests[1]?.headers.range).toBeUndefined();
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
  });

  test('is nothing: then a run without URLs says so', async () => {
    await expect(get('-d', tempDir())).rejects.toThrow('no URL was given, and nothing is left to do');
  });
});

describe('the target folder', () => {
  test('is made with its parents', async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    const dir = `${tempDir()}/a/b/c`;
    await get('-d', dir, `${server.origin}/x`);
    expect(readdirSync(dir)).toEqual(['x']);
  });

  test('belongs to one forkful at a time', async () => {
    const server = await testServer(() => {});
    const dir = tempDir();
    const waiting = get('-d', dir, '--timeout', '2', '--retries', '0', `${server.origin}/x`);
    await expect.poll(() => server.requests.length).toBe(1);
    await expect(get('-d', dir, `${server.origin}/y`)).rejects.toThrow('another forkful is downloading into');
    await waiting;
    await expect(get('-d', dir, '--timeout', '1', '--retries', '0', `${server.origin}/z`)).resolves.toMatchObject({
      code: 1,
    });
  });

  test('that a list names belongs to one forkful at a time, too', async () => {
    const content = contentOf('shared', 2_000_000);
    const server = await testServer((socket, { before }) => {
      const bytes = answer(200, ['ETag: "v1"'], content);
      if (before > 0) socket.write(bytes);
      else {
        socket.write(bytes.subarray(0, 1_500_000));
        release = () => socket.write(bytes.subarray(1_500_000));
      }
    });
    let release: (() => void) | undefined;
    const shared = tempDir();
    const list = `${tempDir()}/list`;
    writeFileSync(list, `${server.origin}/x\n dir=${shared}\n`);
    const first = get('-d', tempDir(), '-i', list);
    await expect.poll(() => readdirSync(shared)).toHaveLength(1);
    const second = await get('-d', tempDir(), '-i', list);
    expect(second.code).toBe(1);
    expect(second.first).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(`another forkful is downloading into ${shared}`),
    });
    release?.();
    expect((await first).code).toBe(0);
    expect(readdirSync(shared)).toEqual(['x']);
    expect(readFileSync(`${shared}/x`).equals(content)).toBe(true);
    expect((await get('-d', tempDir(), '-i', list)).code).toBe(0);
  });

  test('that another forkful is at work in loses nothing when the same is cancelled here', async () => {
    const server = await testServer((socket) => {
      socket.write(answer(200, ['Content-Length: 2000000'], Buffer.alloc(600_000)));
      letGo = () => socket.destroy();
    });
    let letGo: (() => void) | undefined;
    const shared = tempDir();
    const text = `${server.origin}/x\n dir=${shared}\n`;
    const list = `${tempDir()}/list`;
    writeFileSync(list, text);
    const first = get('-d', tempDir(), '--retries', '0', '-i', list);
    await expect.poll(() => readdirSync(shared)).toHaveLength(1);
    const second = createDownloads({ ...defaults, dir: tempDir() }, { onEvent() {} });
    second.pause(true);
    second.add(parseList(text, 'test').requests);
    second.cancel(1);
    expect(second.tally.open).toBe(0);
    expect(readdirSync(shared)).toHaveLength(1);
    await second.close();
    letGo?.();
    await first;
  });

  test('may have two names in a list', async () => {
    const server = await testServer((socket, { path }) => socket.write(answer(200, [], path)));
    const dir = tempDir();
    symlinkSync(dir, `${dir}/again`);
    const list = `${tempDir()}/list`;
    writeFileSync(list, `${server.origin}/1\n${server.origin}/2\n dir=again\n`);
    expect((await get('-d', dir, '-i', list)).events.at(-1)).toMatchObject({ done: 2, failed: 0 });
    expect(readdirSync(dir).sort()).toEqual(['1', '2', 'again']);
  });

  test('that is a file is a clear failure', async () => {
    const file = `${tempDir()}/file`;
    writeFileSync(file, '');
    await expect(get('-d', file, 'http://127.0.0.1:9/x')).rejects.toThrow(
      /file cannot be made: what has this name is not a folder/,
    );
  });

  test('that goes away meanwhile stops the queue, which goes on when it is back', async () => {
    const dir = `${tempDir()}/gone`;
    const server = await testServer((socket, { path, before }) => {
      if (path === '/1' && before === 0) rmSync(dir, { recursive: true });
      socket.write(answer(200, [], path));
    });
    const urls = ['/1', '/2', '/3'].map((path) => server.origin + path);
    const { code, events, stderr } = await get('-d', dir, '-j', '1', ...urls);
    expect(code).toBe(1);
    expect(stderr).toContain('the folder is gone');
    expect(events).toEqual([expect.objectContaining({ kind: 'summary', done: 0, failed: 0, left: 3 })]);
    mkdirSync(dir);
    expect((await get('-d', dir)).events.at(-1)).toMatchObject({ done: 3, left: 0 });
  });
});
