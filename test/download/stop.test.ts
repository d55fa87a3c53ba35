import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { get } from '../support/get.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

test('a run that is stopped reports what is there, leaves no part file, and the next one does only the rest', async () => {
  const stop = new AbortController();
  const server = await testServer((socket, { path }) => {
    if (path === '/30') stop.abort();
    setTimeout(() => socket.write(answer(200, [], path.padEnd(50))), 5);
  });
  const dir = tempDir();
  const urls = Array.from({ length: 60 }, (_, index) => `${server.origin}/${index}`);
  const stopped = await get({ signal: stop.signal }, '-d', dir, ...urls);
  const arrived = readdirSync(dir);
  expect(arrived.length).toBeGreaterThan(10);
  expect(stopped.events.at(-1)).toMatchObject({ done: arrived.length, failed: 0, left: 60 - arrived.length });
  expect(stopped.events.filter(({ kind }) => kind === 'done')).toHaveLength(arrived.length);
  expect(arrived.filter((name) => !/^\d+$/.test(name))).toEqual([]);

  const rest = await get('-d', dir, ...urls);
  expect(rest.events.at(-1)).toMatchObject({ done: 60 - arrived.length, skipped: arrived.length, left: 0 });
  expect(readdirSync(dir)).toHaveLength(60);
});
