import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

async function origin(): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/gone' ? 404 : 200).end(`body of ${request.url}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the same work under each engine', () => {
  test('a list is timed three ways, and nothing of it is left', async () => {
    const [base, dir, temporary] = [await origin(), tempDir(), tempDir()];
    const list = join(dir, 'list.txt');
    writeFileSync(list, Array.from({ length: 12 }, (_, number) => `${base}/${number}.bin\n`).join(''));
    const run = await runProgram(['compare', 'get', '-i', list, '--runs', '1', '--json'], {
      env: { TMPDIR: temporary },
    });
    expect([run.code, run.stderr]).toEqual([0, '']);
    const { engines } = JSON.parse(String(run.stdout)) as { engines: { engine: string; medianMs: number }[] };
    expect(engines.map(({ engine }) => engine)).toEqual(['serial', 'threads', 'processes']);
    for (const { medianMs } of engines) expect(medianMs).toBeGreaterThan(0);
    expect(readdirSync(temporary).filter((name) => name.startsWith('forkful'))).toEqual([]);
  });

  test('a list that does not arrive whole gives no times', async () => {
    const base = await origin();
    const run = await runProgram(['compare', 'get', `${base}/gone`, '--runs', '1']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('did not arrive: the times cannot be compared');
  });

  test('a folder is timed three ways', async () => {
    const dir = tempDir();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(dir, name), 'the same');
    const run = await runProgram(['compare', 'scan', dir, '--runs', '1']);
    expect(String(run.stdout)).toMatch(/serial.*\n.*threads.*\n.*processes/);
    expect(run.code).toBe(0);
  });

  test('anything else is wrong usage', async () => {
    expect((await runProgram(['compare', 'sort', '.'])).code).toBe(2);
    expect((await runProgram(['compare', 'get'])).code).toBe(2);
  });
});
