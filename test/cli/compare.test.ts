import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runProgram, startProgram } from '../support/program.ts';
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
    const table = String(run.stdout).split('\n');
    expect(table[0]).toBe('3 files, 24 B; the same 1 group under each engine; median of 1 run');
    expect(table.slice(2).join('\n')).toMatch(
      /^engine +workers +time +speed-up\nserial +1 .*1\.00 × +━+\nthreads.*━\nprocesses.*━\n$/,
    );
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect([run.code, run.stderr]).toEqual([0, '']);
  });

  test('a folder that changes between the runs gives no times', async () => {
    const dir = tempDir();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(dir, name), 'the same');
    const running = startProgram(['compare', 'scan', dir, '--runs', '100']);
    const pulse = setInterval(() => writeFileSync(join(dir, `new-${performance.now()}`), 'the same'), 5);
    onTestFinished(() => clearInterval(pulse));
    const { code, stderr } = await running.finished;
    expect([code, stderr]).toEqual([1, expect.stringContaining('the folder changed between the runs')]);
  });

  test('what cannot be read is named once, and the exit code is 1', async () => {
    const run = await runProgram(['compare', 'scan', join(tempDir(), 'none'), '--runs', '2']);
    expect(run.code).toBe(1);
    expect(run.stderr.match(/none: no such file or folder/g)).toHaveLength(1);
  });

  test('anything else is wrong usage', async () => {
    expect((await runProgram(['compare', 'sort', '.'])).code).toBe(2);
    expect((await runProgram(['compare', 'get'])).code).toBe(2);
  });
});
