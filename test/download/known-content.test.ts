import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openDownloadLog } from '../../src/catalogue/downloads.ts';
import { scanned } from '../duplicates/scanning.ts';
import { contentOf } from '../support/content.ts';
import { get } from '../support/get.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const served = (body: Buffer) => testServer((socket) => socket.write(answer(200, [], body)));
const remember = (dir: string) => scanned([dir], { catalogue: true });

/** Scans keep no digest of files whose times are fresh; ctime cannot be set back, so the test waits. */
async function settled(path: string): Promise<void> {
  const { ctimeMs } = statSync(path);
  await expect.poll(() => Date.now() > ctimeMs + 2_050, { timeout: 5_000 }).toBe(true);
}

describe('content in a scanned folder', () => {
  test('is known by its digest: nothing is read again', async () => {
    const [library, dir, body] = [tempDir(), tempDir(), contentOf('photo', 300_000)];
    mkdirSync(`${library}/2024`);
    writeFileSync(`${library}/2024/a.jpg`, body);
    writeFileSync(`${library}/b.jpg`, body);
    await settled(`${library}/b.jpg`);
    await remember(library);
    const log = openDownloadLog(dir);
    expect(log.strangers(body.length)).toEqual([]);
    log.close();
    const { origin } = await served(body);
    const { first } = await get('-d', dir, `${origin}/new.bin`);
    expect([`${library}/2024/a.jpg`, `${library}/b.jpg`]).toContain(first.duplicateOf);
  });

  test('is known also where no scan had to read the file, since no other is as large', async () => {
    const [library, dir, body] = [tempDir(), tempDir(), contentOf('only one', 300_001)];
    writeFileSync(`${library}/only.jpg`, body);
    await remember(library);
    const { origin } = await served(body);
    const { events } = await get('-d', dir, `${origin}/new.bin`, `${origin}/newer.bin`);
    for (const event of events.slice(0, -1)) expect(event.duplicateOf).toBe(`${library}/only.jpg`);
    expect(events.at(-1)).toMatchObject({ done: 2, duplicates: 2 });
  });

  test('under every engine', async () => {
    const [library, body] = [tempDir(), contentOf('engines', 300_002)];
    writeFileSync(`${library}/only.jpg`, body);
    await remember(library);
    const { origin } = await served(body);
    for (const engine of ['threads', 'processes']) {
      const dir = tempDir();
      const { first } = await get('-d', dir, '--engine', engine, `${origin}/${engine}.bin`);
      expect(first.duplicateOf).toBe(`${library}/only.jpg`);
      rmSync(`${dir}/${engine}.bin`);
    }
  });

  test('is not claimed where the file is another by now, or gone', async () => {
    const [library, dir, body] = [tempDir(), tempDir(), contentOf('changing', 300_003)];
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(`${library}/${name}`, body);
    await settled(`${library}/d`);
    await remember(library);
    rmSync(`${library}/a`);
    renameSync(`${library}/b`, `${library}/moved`);
    writeFileSync(`${library}/c`, contentOf('something else', body.length));
    writeFileSync(`${library}/d`, 'short');
    const { origin } = await served(body);
    const { first } = await get('-d', dir, `${origin}/new.bin`);
    expect(first).toMatchObject({ kind: 'done' });
    expect(first.duplicateOf).toBeUndefined();
  });

  test('of the same size but different is no duplicate', async () => {
    const [library, dir] = [tempDir(), tempDir()];
    writeFileSync(`${library}/only.jpg`, contentOf('one', 300_004));
    await remember(library);
    const { origin } = await served(contentOf('other', 300_004));
    expect((await get('-d', dir, `${origin}/new.bin`)).first.duplicateOf).toBeUndefined();
  });

  test('lets --if-duplicate skip and link do their work', async () => {
    const [library, dir, body] = [tempDir(), tempDir(), contentOf('twin', 300_005)];
    writeFileSync(`${library}/only.jpg`, body);
    await remember(library);
    const { origin } = await served(body);
    const skipped = await get('-d', dir, '--if-duplicate', 'skip', `${origin}/a.bin`);
    expect(skipped.events).toContainEqual(
      expect.objectContaining({ kind: 'skipped', reason: 'duplicate', path: `${library}/only.jpg` }),
    );
    expect(readdirSync(dir)).toEqual([]);
    await get('-d', dir, '--if-duplicate', 'link', `${origin}/b.bin`);
    expect(statSync(`${dir}/b.bin`).ino).toBe(statSync(`${library}/only.jpg`).ino);
  });
});

test('content that somebody put into the target folder is known', async () => {
  const [dir, body] = [tempDir(), contentOf('by hand', 70_000)];
  writeFileSync(`${dir}/mine.bin`, body);
  const { origin } = await served(body);
  const { first } = await get('-d', dir, `${origin}/new.bin`);
  expect(first.duplicateOf).toBe(`${dir}/mine.bin`);
});

test('what was downloaded before is not read again to be compared', async () => {
  const dir = tempDir();
  let body = contentOf('first', 50_000);
  const { origin } = await testServer((socket) => socket.write(answer(200, [], body)));
  await get('-d', dir, `${origin}/a.bin`);
  await remember(dir);
  body = contentOf('second', 50_000);
  const log = openDownloadLog(dir);
  expect(log.strangers(50_000)).toEqual([]);
  log.close();
  expect((await get('-d', dir, `${origin}/b.bin`)).first.duplicateOf).toBeUndefined();
});

test('a part file that lies in the folder is nobody whose content is asked for', () => {
  const dir = tempDir();
  writeFileSync(`${dir}/a.0123456789abcdef.part`, 'half of it');
  writeFileSync(`${dir}/b`, 'ten bytes!');
  const log = openDownloadLog(dir, { stateDir: tempDir() });
  expect(log.strangers(10).map(({ path }) => path)).toEqual([`${dir}/b`]);
  log.close();
});
