import { expect, test } from 'vitest';
import { openDownloadLog } from '../../src/catalogue/downloads.ts';
import { createDownloads } from '../../src/download/index.ts';
import { parseList } from '../../src/download/list.ts';
import type { DownloadEvent } from '../../src/download/types.ts';
import { plainDownloads } from '../support/download-options.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const count = 2000;

/** A list of `count` URLs that a queue has just been given, with what the catalogue says of it now and at any time. */
async function longList() {
  const [dir, stateDir] = [tempDir(), tempDir()];
  const server = await testServer((socket, { path }) => socket.write(answer(200, [], path)));
  const events: DownloadEvent[] = [];
  const log = openDownloadLog(dir, { stateDir });
  const downloads = createDownloads({ dir, ...plainDownloads }, { log, onEvent: (event) => void events.push(event) });
  const recorded = (): number => {
    const other = openDownloadLog(dir, { stateDir });
    const left = other.unfinished().length;
    other.close();
    return left;
  };
  const list = Array.from({ length: count }, (_, index) => `${server.origin}/${index}`).join('\n');
  downloads.add(parseList(list, 'test').requests);
  const queued = () => events.filter(({ kind }) => kind === 'queued').length;
  return { downloads, recorded, queued, server };
}

test('a long list is begun before all of it is in line, and arrives as a whole', async () => {
  const { downloads, queued, server } = await longList();
  expect(queued()).toBeGreaterThan(0);
  expect(queued()).toBeLessThan(count);
  expect(await downloads.finished()).toMatchObject({ done: count, failed: 0, left: 0 });
  await downloads.close();
  expect(queued()).toBe(count);
  expect(server.requests).toHaveLength(count);
});

test('a long list is on record as a whole or not at all', async () => {
  const { downloads, recorded, queued } = await longList();
  expect(queued()).toBeLessThan(count);
  expect(recorded()).toBe(0);
  // Whoever leaves in the middle leaves all of it to the next start.
  await downloads.close();
  expect(recorded()).toBeGreaterThan(count - plainDownloads.jobs * 8);
});
