import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

test('what was downloaded is exported as JSON Lines and as Parquet, row by row the same', async () => {
  const server = createServer((request, response) => response.setHeader('etag', '"v1"').end(`body of ${request.url}`));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [dir, env] = [tempDir(), { FORKFUL_STATE_DIR: tempDir() }];
  const got = await runProgram(['get', '-d', dir, `${origin}/one.bin`, `${origin}/two.bin`], { env });
  expect(got.code).toBe(0);

  const lines = String((await runProgram(['export'], { env })).stdout)
    .trim()
    .split('\n');
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows.map((row) => row.path).sort()).toEqual([join(dir, 'one.bin'), join(dir, 'two.bin')]);
  expect(rows[0]).toMatchObject({ bytes: 16, algorithm: 'xxh3-128', etag: '"v1"', lastModified: null });
  expect(rows[0]?.hash).toMatch(/^[0-9a-f]{32}$/);

  const { stdout } = await runProgram(['export', '--format', 'parquet'], { env });
  const file = stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength) as ArrayBuffer;
  const columns = await parquetReadObjects({ file });
  const plain = columns.map(({ bytes, arrivedAt, ...row }) => {
    return { ...row, bytes: Number(bytes), arrivedAt: (arrivedAt as Date).getTime() };
  });
  expect(plain).toEqual(rows.map((row) => expect.objectContaining(row)));
});
