/** Downloads while the catalogue cannot be written: another program keeps it locked, or there is no room for it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openDownloadLog } from '../../src/catalogue/downloads.ts';
import { createDownloads, parsePasted } from '../../src/download/index.ts';
import { plainDownloads } from '../support/download-options.ts';
import { get } from '../support/get.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Takes the lock, once, as soon as something is asked of a server. */
async function lockingServer(stateDir: () => string) {
  let lock: DatabaseSync | undefined;
  let taken = false;
  const server = await testServer((socket, { path }) => {
    if (!taken) {
      taken = true;
      lock = new DatabaseSync(`${stateDir()}/catalogue.sqlite`);
      lock.exec('BEGIN IMMEDIATE');
    }
    socket.write(answer(200, [], `content of ${path}`));
  });
  return { server, release: () => lock?.close() };
}

test('a get whose results cannot be put on record keeps the files, says why, and fails at the end', async () => {
  const { server, release } = await lockingServer(() => process.env.FORKFUL_STATE_DIR ?? '');
  const dir = tempDir();
  const { code, events, stderr } = await get('-d', dir, `${server.origin}/a.txt`, `${server.origin}/b.txt`);
  release();
  expect(code).toBe(1);
  expect(events.map(({ kind }) => kind)).toEqual(['done', 'done', 'summary']);
  expect(readFileSync(`${dir}/a.txt`, 'utf8')).toBe('content of /a.txt');
  expect(
    stderr.match(/catalogue\.sqlite cannot be used: another process keeps it locked.*downloads go on/g),
  ).toHaveLength(1);
  expect(stderr).toContain('not on record');

  const again = await get('-d', dir);
  expect(again.code).toBe(0);
  expect(again.events.at(-1)).toMatchObject({ done: 2, duplicates: 0 });
  expect(readdirSync(dir).toSorted()).toEqual(['a.txt', 'b.txt']);
}, 60_000);

test('what could not be put on record at first is tried again', async () => {
  const [dir, stateDir] = [tempDir(), tempDir()];
  const { server, release } = await lockingServer(() => stateDir);
  const notices: string[] = [];
  const downloads = createDownloads(
    { dir, ...plainDownloads },
    {
      log: openDownloadLog(dir, { stateDir }),
      onEvent() {},
      onNotice(text) {
        notices.push(text);
        release();
      },
    },
  );
  downloads.add(parsePasted(`${server.origin}/a.txt`, 'test').requests);
  await downloads.finished();
  await downloads.close();
  expect(notices).toEqual([expect.stringContaining('keeps it locked')]);
  expect(downloads.unrecorded).toBeUndefined();
  expect(existsSync(`${dir}/a.txt`)).toBe(true);
  const log = openDownloadLog(dir, { stateDir });
  expect(log.unfinished()).toEqual([]);
  log.close();
}, 60_000);
