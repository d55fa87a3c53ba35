import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

test('what was downloaded or scanned is exported as JSON Lines and as Parquet, row by row the same', async () => {
  const server = createServer((request, response) => response.setHeader('etag', '"v1"').end(`body of ${request.url}`));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [dir, env] = [tempDir(), { FORKFUL_STATE_DIR: tempDir() }];
  const got = await runProgram(['get', '-d', dir, `${origin}/one.bin`, `${origin}/two.bin`], { env });
  expect(got.code).toBe(0);

  const library = tempDir();
  const twin = Buffer.alloc(70_000, 'forkful');
  for (const name of ['a', 'b', 'gone']) writeFileSync(join(library, name), twin);
  writeFileSync(join(library, 'alone'), Buffer.alloc(80_000));
  await expect
    .poll(() => Date.now() - statSync(join(library, 'alone')).ctimeMs, { timeout: 5000 })
    .toBeGreaterThan(2050);
  for (const algorithm of ['xxh3-128', 'sha256']) {
    await runProgram(['scan', library, '--algorithm', algorithm], { env });
  }
  rmSync(join(library, 'gone'));

  const lines = String((await runProgram(['export'], { env })).stdout)
    .trim()
    .split('\n');
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const downloads = rows.filter((row) => row.source === 'download');
  expect(downloads.map((row) => row.path).sort()).toEqual([join(dir, 'one.bin'), join(dir, 'two.bin')]);
  const scanned = rows.filter((row) => row.source === 'scan');
  const sha = createHash('sha256').update(twin).digest('hex');
  // Within a folder they come in the order of their inodes, which is the file system's to choose.
  expect(scanned.map((row) => `${row.algorithm} ${row.path}`).sort()).toEqual(
    ['sha256 a', 'sha256 b', 'xxh3-128 a', 'xxh3-128 b'].map((line) => line.replace(' ', ` ${library}/`)),
  );
  expect(scanned.slice(0, 2).map((row) => row.hash)).toEqual([sha, sha]);
  expect(scanned[2]).toMatchObject({ bytes: twin.length, pathBase64: null, finalUrl: null, arrivedAt: null });
  expect(rows[0]).toMatchObject({ bytes: 16, algorithm: 'xxh3-128', etag: '"v1"', lastModified: null });
  expect(rows[0]?.hash).toMatch(/^[0-9a-f]{32}$/);

  const { stdout } = await runProgram(['export', '--format', 'parquet'], { env });
  const file = stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength) as ArrayBuffer;
  const columns = await parquetReadObjects({ file });
  const plain = columns.map(({ bytes, arrivedAt, ...row }) => {
    const arrived = arrivedAt instanceof Date ? arrivedAt.getTime() : null;
    return { ...row, bytes: Number(bytes), arrivedAt: arrived };
  });
  expect(plain).toEqual(rows.map((row) => expect.objectContaining(row)));
});
