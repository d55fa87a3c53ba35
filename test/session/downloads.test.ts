import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { createDownloading, type Downloading } from '../../src/session/downloading.ts';
import { createHub } from '../../src/session/hub.ts';
import type { DownloadRow } from '../../src/store/downloads.ts';
import { reduce } from '../../src/store/reduce.ts';
import { initialState } from '../../src/store/state.ts';
import { queuedFor } from '../../src/ui/model/waiting.ts';
import { plainDownloads } from '../support/download-options.ts';
import { eventually } from '../support/eventually.ts';
import { answer, testServer } from '../support/server.ts';
import { makeTempDir, removeTree, tempDir } from '../support/temp-dir.ts';

process.env.FORKFUL_STATE_DIR = makeTempDir();
afterAll(() => removeTree(String(process.env.FORKFUL_STATE_DIR)));

/** What the screen has behind it: the session's downloads, and the state that its events make. */
function open(dir: string, more: { readonly retries?: number } = {}) {
  const hub = createHub();
  let state = initialState();
  hub.open((event) => {
    state = reduce(state, event, Date.now());
  });
  const options = {
    dir,
    ...plainDownloads,
    ...more,
  } as const;
  const downloading: Downloading = createDownloading(hub, { options, remembered: true, commons: {}, onArrived() {} });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= downloading.queue.close());
  onTestFinished(close);
  return {
    downloading,
    queue: downloading.queue,
    close,
    rows: (): readonly DownloadRow[] => state.downloads.list(),
    row: (name: string): DownloadRow | undefined => state.downloads.list().find((row) => row.name === name),
    states: (): string =>
      state.downloads
        .list()
        .map(({ name, state: is }) => `${name} ${is}`)
        .join(', '),
    /** What each row says that it waits for. */
    waitsFor: (): readonly (string | undefined)[] =>
      state.downloads.list().map((row) => queuedFor(row, state, Date.now())),
    log: (): string => [...state.log.entries].map(({ text }) => text).join('\n'),
  };
}

/** A server that answers when it is told to; what it was asked for, in order. */
async function patientServer() {
  const held: { readonly path: string; readonly socket: Socket }[] = [];
  const server = await testServer((socket, { path }) => void held.push({ path, socket }));
  const asked = () => server.requests.map(({ path }) => path.slice(1)).join(' ');
  return {
    origin: server.origin,
    asked,
    answer(path: string, reply = answer(200, [], path)) {
      const at = held.findIndex((request) => request.path === `/${path}`);
      held.splice(at, 1)[0]?.socket.write(reply);
    },
  };
}

const list = (origin: string, names: string) =>
  names
    .split(' ')
    .map((name) => `${origin}/${name}`)
    .join('\n');

describe('on the screen', () => {
  test('a download that is moved changes places on the screen and in the queue', async () => {
    const server = await patientServer();
    const { downloading, queue, row, states } = open(tempDir());
    downloading.addText(list(server.origin, 'a b c d'), 'test');
    await expect.poll(server.asked).toBe('a');
    queue.move(row('d')?.id ?? 0, -1);
    queue.move(row('d')?.id ?? 0, -1);
    expect(states()).toBe('a active, d queued, b queued, c queued');
    queue.move(row('b')?.id ?? 0, 1);
    expect(states()).toBe('a active, d queued, c queued, b queued');
    queue.move(row('b')?.id ?? 0, 1);
    for (const [index, name] of ['a', 'd', 'c', 'b'].entries()) {
      await expect.poll(server.asked).toBe('a d c b'.slice(0, 2 * index + 1));
      server.answer(name);
    }
    await expect.poll(states).toBe('b done, c done, d done, a done');
  });

  test('the order outlives the program', async () => {
    const server = await patientServer();
    const dir = tempDir();
    const first = open(dir);
    first.downloading.addText(list(server.origin, 'a b c'), 'test');
    await expect.poll(server.asked).toBe('a');
    first.queue.move(first.row('c')?.id ?? 0, -1);
    await first.close();
    const second = open(dir);
    second.downloading.restore();
    expect(second.log()).toContain('3 unfinished downloads of an earlier run taken up again');
    expect(second.rows().map(({ name }) => name)).toEqual(['a', 'c', 'b']);
  });

  test('pause holds what is under way and what waits, and goes on from there', async () => {
    const body = Buffer.alloc(600_000, 'x');
    let send = () => {};
    const server = await testServer((socket, { path }) => {
      if (path !== '/a') return void socket.write(answer(200, [], 'b'));
      socket.write(answer(200, [`Content-Length: ${body.length}`], body.subarray(0, 300_000)));
      send = () => void socket.write(body.subarray(300_000));
    });
    const dir = tempDir();
    const { downloading, queue, row, states } = open(dir);
    downloading.addText(list(server.origin, 'a b'), 'test');
    await expect.poll(() => row('a')?.received).toBe(300_000);
    queue.pause(true);
    expect(states()).toBe('b queued, a paused'.split(', ').reverse().join(', '));
    send();
    expect(server.requests).toHaveLength(1);
    queue.pause(false);
    await expect.poll(states).toBe('b done, a done');
    expect(readFileSync(`${dir}/a`).equals(body)).toBe(true);
    expect(row('a')?.received).toBe(body.length);
  });

  test('cancel takes back what is under way, what is queued and what waits; nothing of it is left', async () => {
    const server = await patientServer();
    const dir = tempDir();
    const { downloading, queue, row, states } = open(dir);
    downloading.addText(list(server.origin, 'a b c'), 'test');
    await expect.poll(server.asked).toBe('a');
    queue.cancel(row('b')?.id ?? 0);
    queue.cancel(row('a')?.id ?? 0);
    await expect.poll(server.asked).toBe('a c');
    server.answer('c');
    await expect.poll(states).toBe('c done, a cancelled, b cancelled');
    expect(readdirSync(dir)).toEqual(['c']);
    queue.retry(row('a')?.id ?? 0);
    await expect.poll(server.asked).toBe('a c a');
    server.answer('a');
    server.answer('a');
    await expect.poll(() => row('a')?.state).toBe('done');
  });

  test('what failed is tried again, one or all', async () => {
    let broken = true;
    const server = await testServer((socket, { path }) => socket.write(broken ? answer(404) : answer(200, [], path)));
    const { downloading, queue, row, states } = open(tempDir());
    downloading.addText(list(server.origin, 'a b c'), 'test');
    await expect.poll(states).toBe('a failed, b failed, c failed');
    broken = false;
    queue.retry(row('b')?.id ?? 0);
    await expect.poll(() => row('b')?.state).toBe('done');
    expect(row('a')?.state).toBe('failed');
    queue.retryFailed();
    await expect.poll(() => [row('a')?.state, row('c')?.state]).toEqual(['done', 'done']);
  });

  test('a host that asked for time is counted down to, and left alone also where a person is impatient', async () => {
    const times: number[] = [];
    const server = await testServer((socket) => {
      times.push(performance.now());
      socket.write(times.length === 1 ? answer(429, ['Retry-After: 1']) : answer(200, [], 'x'));
    });
    const { downloading, queue, row } = open(tempDir(), { retries: 3 });
    downloading.addText(`${server.origin}/a`, 'test');
    await expect.poll(() => row('a')?.state).toBe('waiting');
    expect(row('a')?.reason).toContain('429');
    expect(Math.abs((row('a')?.retryAt ?? 0) - Date.now() - 1000)).toBeLessThan(900);
    queue.retry(row('a')?.id ?? 0);
    expect(row('a')?.state).toBe('queued');
    await expect.poll(() => row('a')?.state, { timeout: 5000 }).toBe('done');
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
  });

  test('one that waits for its turn after a mishap is tried at once when it is told to', async () => {
    const server = await testServer((socket, { before }) =>
      before < 3 ? void socket.destroy() : void socket.write(answer(200, [], 'x')),
    );
    const { downloading, queue, row } = open(tempDir(), { retries: 9 });
    downloading.addText(`${server.origin}/a`, 'test');
    for (const tries of [1, 2, 3]) {
      await expect.poll(() => [row('a')?.state, server.requests.length]).toEqual(['waiting', tries]);
      queue.retry(row('a')?.id ?? 0);
    }
    await expect.poll(() => row('a')?.state).toBe('done');
  });

  test('a paste that is no list is told by its line, and the good list after it is taken', async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    const { downloading, log, row } = open(tempDir());
    for (const [text, words] of [
      [`${server.origin}/a\nnonsense`, 'pasted text:2: "nonsense" is no URL'],
      ['ftp://a.test/x', 'pasted text:1: "ftp://a.test/x" has the scheme ftp:'],
      ['a\0b', 'pasted text:1: holds a zero byte'],
      [`http://a.test/${'x'.repeat(100_000)}`, 'pasted text:1: the line is longer than 64 KB'],
    ] as const) {
      downloading.addText(text, 'pasted text');
      expect(log()).toContain(words);
    }
    expect(row('a')).toBeUndefined();
    downloading.addText(`\ufeff${server.origin}/a\r\n${server.origin}/a\r\n`, 'pasted text');
    expect(log()).toContain('pasted text:2: the same URL as pasted text:1; taken once');
    await expect.poll(() => row('a')?.state).toBe('done');
  });

  test('a second forkful on the same folder is told so', async () => {
    const server = await patientServer();
    const dir = tempDir();
    const first = open(dir);
    first.downloading.addText(`${server.origin}/a`, 'test');
    await expect.poll(server.asked).toBe('a');
    const second = open(dir);
    second.downloading.addText(`${server.origin}/b`, 'test');
    expect(second.log()).toContain('another forkful is downloading into');
  });
});

test('what is queued for a host that asked for a pause says so, also what was to be tried again at once', async () => {
  const server = await testServer((socket) => void socket.write(answer(429, ['Retry-After: 60'])));
  const { downloading, queue, rows, waitsFor } = open(tempDir(), { retries: 3 });
  downloading.addText(`${server.origin}/one\n${server.origin}/two\n`, 'list');
  await eventually(() => expect(rows().some(({ state }) => state === 'waiting')).toBe(true));
  for (const { id, state } of rows()) if (state === 'waiting') queue.retry(id);
  await eventually(() => expect(rows().every(({ state }) => state === 'queued')).toBe(true));
  for (const words of waitsFor()) expect(words).toMatch(/^again in (0:5\d|1:00) · its host asks for a pause$/);
});
