/** Whatever cannot be done at the moment, a person is told of; the queue counts right, loses nothing, and comes to its end. */
import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openDownloadLog } from '../../src/catalogue/downloads.ts';
import type { Downloads } from '../../src/download/downloads.ts';
import { createDownloads } from '../../src/download/index.ts';
import { parseList } from '../../src/download/list.ts';
import { FolderLock } from '../../src/download/queue/folder-lock.ts';
import type { DownloadEvent, DownloadOptions } from '../../src/download/types.ts';
import { plainDownloads } from '../support/download-options.ts';
import { eventually } from '../support/eventually.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const requestsOf = (...urls: readonly string[]) => parseList(urls.join('\n'), 'test').requests;

/** A queue with a catalogue that another program can lock; its waiting for the lock is not waited for. */
function open(more: Partial<DownloadOptions> = {}) {
  const { dir = tempDir(), ...options } = more;
  const stateDir = tempDir();
  const events: DownloadEvent[] = [];
  const log = openDownloadLog(dir, { stateDir });
  const downloads = createDownloads({ ...plainDownloads, dir, ...options }, { onEvent: (e) => events.push(e), log });
  onTestFinished(() => downloads.close());
  return {
    dir,
    downloads,
    events,
    kinds: () => events.map(({ kind }) => kind),
    onRecord: () => {
      const database = new DatabaseSync(`${stateDir}/catalogue.sqlite`, { readOnly: true });
      const rows = database.prepare("SELECT json_extract(request, '$.url') AS url FROM download_queue ORDER BY rowid");
      const urls = rows.all().map(({ url }) => String(url));
      database.close();
      return urls.map((url) => new URL(url).pathname.slice(1)).join(' ');
    },
    whileLocked(work: () => void) {
      const other = new DatabaseSync(`${stateDir}/catalogue.sqlite`);
      other.exec('BEGIN IMMEDIATE');
      expect(work).toThrow('another process keeps it locked');
      other.close();
    },
  };
}

/** Fails `/fails…` until it is told to give everything; holds `/held…` until then. */
async function server() {
  let gives = false;
  const waiting = new Set<() => void>();
  const { origin, requests } = await testServer((socket, { path }) => {
    if (gives || !/fails|held/.test(path)) socket.write(answer(200, [], path));
    else if (path.startsWith('/fails')) socket.write(answer(404));
    else waiting.add(() => socket.write(answer(200, [], path)));
  });
  const give = () => {
    gives = true;
    for (const go of waiting) go();
  };
  const asked = () => requests.map(({ path }) => path.slice(1)).join(' ');
  const giveOne = () => {
    const [go] = waiting;
    if (go !== undefined) waiting.delete(go);
    go?.();
  };
  const requestsFor = (...names: string[]) => requestsOf(...names.map((name) => `${origin}/${name}`));
  return { requests: requestsFor, asked, give, giveOne };
}

const whileElsewhere = (dir: string, work: () => void) => {
  const other = FolderLock.take(dir);
  expect(work).toThrow('another forkful is downloading into');
  other?.release();
};

const retries: readonly (readonly [string, (downloads: Downloads) => void])[] = [
  ['retry', (downloads) => downloads.retry(1)],
  ['retryFailed', (downloads) => downloads.retryFailed()],
];

test.runIf(process.platform === 'linux').each(retries)(
  '%s while another forkful has the folder: what failed stays so, and goes on when it is asked for again',
  async (_, retry) => {
    const { requests, give } = await server();
    const { dir, downloads } = open();
    downloads.add(requests('fails'));
    await downloads.finished();
    whileElsewhere(dir, () => retry(downloads));
    expect(downloads.busy).toBe(false);
    expect(await downloads.finished()).toMatchObject({ failed: 1, left: 0 });
    give();
    retry(downloads);
    expect(await downloads.finished()).toMatchObject({ done: 1, failed: 0, left: 0 });
  },
);

test.each(retries)(
  '%s while the catalogue is locked: the folder is free for others, and all that failed can be tried later',
  async (_, retry) => {
    const { requests, give } = await server();
    const { dir, downloads, whileLocked } = open();
    downloads.add(requests('fails1', 'fails2'));
    await downloads.finished();
    whileLocked(() => retry(downloads));
    expect(await downloads.finished()).toMatchObject({ failed: 2, left: 0 });
    FolderLock.take(dir)?.release();
    give();
    downloads.retryFailed();
    expect(await downloads.finished()).toMatchObject({ done: 2, failed: 0, left: 0 });
  },
  30_000,
);

test('URLs that cannot be put on record are not half in the queue: added once more, they are fetched', async () => {
  const { requests, asked } = await server();
  const { dir, downloads, whileLocked, kinds } = open();
  whileLocked(() => downloads.add(requests('a', 'b')));
  expect(downloads.busy).toBe(false);
  FolderLock.take(dir)?.release();
  expect(kinds()).toEqual([]);
  downloads.add(requests('a', 'b'));
  expect(await downloads.finished()).toMatchObject({ done: 2, left: 0 });
  expect(asked()).toBe('a b');
}, 30_000);

test('one that is cancelled and cannot be queued again is not taken up by the next start', async () => {
  const { requests, asked } = await server();
  const { downloads, whileLocked, onRecord } = open();
  downloads.add(requests('held', 'a'));
  await eventually(() => expect(asked()).toBe('held'));
  whileLocked(() => {
    downloads.cancel(2);
    downloads.retry(2);
  });
  await eventually(() => expect(onRecord()).toBe('held'));
}, 30_000);

test('a move that cannot be put on record does not take place', async () => {
  const { requests, asked, give } = await server();
  const { downloads, whileLocked, kinds, onRecord } = open();
  downloads.add(requests('held', 'a', 'b'));
  await eventually(() => expect(asked()).toBe('held'));
  whileLocked(() => downloads.move(3, -1));
  expect(kinds()).not.toContain('exchanged');
  expect(onRecord()).toBe('held a b');
  give();
  await downloads.finished();
  expect(asked()).toBe('held a b');
}, 30_000);

test('going on where the folder still cannot be made is told, and tried again', async () => {
  const { requests, asked, give } = await server();
  const dir = `${tempDir()}/target`;
  const { downloads } = open({ dir });
  downloads.add(requests('held'));
  await eventually(() => expect(asked()).toBe('held'));
  rmSync(dir, { recursive: true });
  give();
  await downloads.finished();
  writeFileSync(dir, 'a file where the folder was');
  expect(await downloads.finished()).toMatchObject({ left: 1, halted: expect.any(String) });
  for (const _ of [1, 2]) {
    expect(() => downloads.pause(false)).toThrow(dir);
    expect(await downloads.finished()).toMatchObject({ left: 1, halted: expect.any(String) });
  }
  rmSync(dir);
  downloads.pause(false);
  expect(await downloads.finished()).toMatchObject({ done: 1, left: 0, halted: undefined });
});

test('a queue that has stopped is at its end once nothing of it is under way, not between two files', async () => {
  const dir = `${tempDir()}/target`;
  const elsewhere = tempDir();
  const [first, other] = [await server(), await server()];
  const { downloads, kinds } = open({ dir, jobs: 2, perHost: 1 });
  const names = Array.from({ length: 20 }, (_, index) => `held${index}`);
  // As many as it takes for two of them to be handed out together.
  downloads.add(other.requests(...names).map((request) => ({ ...request, dir: elsewhere })));
  downloads.add(first.requests('held'));
  await eventually(() => expect([first.asked(), other.asked()]).toEqual(['held', 'held0']));
  rmSync(dir, { recursive: true });
  first.give();
  await eventually(() => expect(kinds()).toContain('halted'));
  let ended = false;
  void downloads.finished().then(() => (ended = true));
  other.giveOne();
  await eventually(() => expect(other.asked()).toBe('held0 held1'));
  await eventually(() => expect(kinds()).toContain('done'));
  expect(ended).toBe(false);
  other.give();
  await eventually(() => expect(ended).toBe(true));
});

test('workers that fail for good leave no clock behind, however often the queue goes on with new ones', async () => {
  const { requests, give } = await server();
  const { downloads } = open({ engine: 'processes', segments: 4 });
  const node = process.execPath;
  onTestFinished(() => {
    process.execPath = node;
  });
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  // No child comes to life.
  process.execPath = '/bin/false';
  downloads.add(requests('held'));
  expect((await downloads.finished()).halted).toContain('fetch workers failed');
  const before = timers();
  for (let time = 0; time < 5; time += 1) {
    downloads.pause(false);
    await downloads.finished();
  }
  await eventually(() => expect(timers()).toBeLessThan(before + 3));
  process.execPath = node;
  give();
  downloads.pause(false);
  expect(await downloads.finished()).toMatchObject({ done: 1, left: 0 });
}, 60_000);
