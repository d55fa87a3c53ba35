/** A key whose wish cannot be fulfilled at the moment: the reason is told, the screen goes on, and the key works later. */
import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { FolderLock } from '../../src/download/queue/folder-lock.ts';
import { eventually } from '../support/eventually.ts';
import { programPath } from '../support/program.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** Fails `/fails`, and lets whatever begins with `/held` wait, until it is told to give everything. */
async function server() {
  let gives = false;
  const waiting: (() => void)[] = [];
  const { origin, requests } = await testServer((socket, { path }) => {
    const give = () => void socket.write(answer(200, [], `content of ${path}`));
    if (gives) give();
    else if (path.startsWith('/fails')) socket.write(answer(404));
    else waiting.push(give);
  });
  const give = () => {
    gives = true;
    for (const go of waiting) go();
  };
  return { origin, requests, give };
}

function screen(urls: readonly string[], dir = tempDir()) {
  const [stateDir, list] = [tempDir(), `${tempDir()}/list`];
  writeFileSync(list, urls.map((url) => `${url}\n`).join(''));
  const args = [programPath, tempDir(), '--dir', dir, '--input', list, '-j', '1'];
  return { dir, stateDir, pty: testPty({ args, columns: 140, env: { FORKFUL_STATE_DIR: stateDir } }) };
}

test.runIf(process.platform === 'linux').each(['r', 'R'])(
  '%s on what failed, while another forkful has the folder',
  async (key) => {
    const { origin, give } = await server();
    const { pty, dir } = screen([`${origin}/fails`]);
    await pty.waitFor(/fails +not found/);
    const other = FolderLock.take(dir);
    pty.press(`2${key}`);
    await pty.waitFor('another forkful is downloading into');
    other?.release();
    give();
    pty.press(key);
    await pty.waitFor(/fails +done/);
  },
);

test.each([
  ['K', '2G', /held3 +queued[\s\S]*held2 +queued/],
  ['r', '2gj', /fails +queued/],
])(
  '%s while another program keeps the catalogue locked',
  async (key, way, seen) => {
    const { origin } = await server();
    const { pty, stateDir } = screen([`${origin}/fails`, `${origin}/held1`, `${origin}/held2`, `${origin}/held3`]);
    await pty.waitFor(/held1 [\s\S]*fails +not found [\s\S]*held2 [\s\S]*held3 /);
    const other = new DatabaseSync(`${stateDir}/catalogue.sqlite`);
    other.exec('BEGIN IMMEDIATE');
    pty.press(way + key);
    await pty.waitFor('keeps it locked');
    other.close();
    pty.press(key);
    await pty.waitFor(seen);
  },
  40_000,
);

test('Space to go on where the folder still cannot be made', async () => {
  const { origin, requests, give } = await server();
  const dir = `${tempDir()}/target`;
  const { pty } = screen([`${origin}/held`], dir);
  await eventually(() => expect(requests).toHaveLength(1));
  rmSync(dir, { recursive: true });
  give();
  await pty.waitFor('downloads paused');
  writeFileSync(dir, 'a file where the folder was');
  pty.press('2 ');
  await pty.waitFor(/download: .*target/);
  rmSync(dir);
  pty.press(' ');
  await pty.waitFor(/held +done/);
});
