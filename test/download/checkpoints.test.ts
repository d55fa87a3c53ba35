import { fstatSync, readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { createDownloads } from '../../src/download/index.ts';
import { parseList } from '../../src/download/list.ts';
import { noLog } from '../../src/download/log.ts';
import { contentOf } from '../support/content.ts';
import { plainDownloads } from '../support/download-options.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const disk = vi.hoisted(() => ({ synced: 0 }));

// What is synced are the bytes that were there when the call was made.
vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const fdatasync = (fd: number, done: (error: NodeJS.ErrnoException | null) => void) => {
    const { size } = fstatSync(fd);
    fs.fdatasync(fd, (error) => {
      if (error === null) disk.synced = size;
      done(error);
    });
  };
  return { ...fs, fdatasync } as typeof fs;
});

// Wherever the temporary folders of this machine are.
vi.mock(import('../../src/download/transfer/space.ts'), async (original) => ({
  ...(await original()),
  isInMemory: () => false,
}));

test('nothing is put on record of a file in work but what is on the disk itself', async () => {
  const content = contentOf('x', 2_000_000);
  const bytes = answer(200, ['ETag: "v1"'], content);
  let goOn: (() => void) | undefined;
  const server = await testServer((socket) => {
    let at = 0;
    const timer = setInterval(() => {
      socket.write(bytes.subarray(at, at + 5_000));
      at += 5_000;
    }, 20);
    socket.on('close', () => clearInterval(timer));
    goOn = () => {
      clearInterval(timer);
      socket.write(bytes.subarray(at, 1_500_000), () => setTimeout(() => socket.destroy(), 50));
    };
  });
  const records: { readonly end: number; readonly synced: number }[] = [];
  const dir = tempDir();
  const downloads = createDownloads(
    { dir, ...plainDownloads },
    {
      log: {
        ...noLog,
        progress: (_, { ranges }) => records.push({ end: ranges.at(-1)?.[1] ?? 0, synced: disk.synced }),
      },
      onEvent() {},
    },
  );
  downloads.add(parseList(`${server.origin}/x`, 'test').requests);
  await expect.poll(() => records.length, { timeout: 10_000 }).toBeGreaterThan(0);
  goOn?.();
  expect(await downloads.finished()).toMatchObject({ failed: 1 });
  await downloads.close();

  expect(records.at(-1)?.end).toBeGreaterThan(1_400_000);
  expect(records.filter(({ end, synced }) => end > synced)).toEqual([]);
  expect(readdirSync(dir)).toHaveLength(1);
});
