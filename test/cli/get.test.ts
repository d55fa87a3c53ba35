import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../src/base/errors.ts';
import { get } from '../support/get.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

const closed = 'http://127.0.0.1:9/closed';

/** proc_pid_status(5): whether it listens. Node itself has handlers for SIGINT and SIGTERM, but none for SIGUSR2. */
function listens(pid: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals.SIGUSR2 - 1)) & 1n) === 1n;
}

describe.runIf(process.platform === 'linux')('a list that does not end', () => {
  test.each([
    ['SIGTERM', 143, []],
    ['SIGINT', 130, []],
    ['SIGTERM', 143, ['--dry-run']],
  ] as const)('is left at %s with the exit code %i %j', async (signal, expected, flags) => {
    const env = { ...process.env, FORKFUL_STATE_DIR: tempDir() };
    const args = [main, 'get', '--json', '-d', tempDir(), '-i', '-', ...flags];
    const run = spawn(process.execPath, args, { env, stdio: 'pipe' });
    onTestFinished(() => void run.kill('SIGKILL'));
    let output = '';
    run.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exit = once(run, 'exit');
    run.stdin.write('http://127.0.0.1:9/never\n');
    await expect.poll(() => listens(run.pid ?? 0), { timeout: 10_000 }).toBe(true);
    run.kill(signal);
    expect(await exit).toEqual([expected, null]);
    if (flags.length === 0) expect(JSON.parse(output)).toMatchObject({ kind: 'summary', done: 0, left: 0 });
  });
});

test('a list that cannot be reached is a failure in words', async () => {
  const file = `${tempDir()}/file`;
  writeFileSync(file, '');
  for (const [list, reason] of [
    ['x'.repeat(300), 'too long'],
    [`${file}/list`, 'not a (folder|directory)'],
    [`${file}-2`, 'no such file'],
  ]) {
    const words = new RegExp(`^the list .* cannot be read: .*${reason}`, 'i');
    await expect(get('-d', tempDir(), '-i', list ?? '')).rejects.toThrow(words);
    await expect(get('-d', tempDir(), '-i', list ?? '')).rejects.toBeInstanceOf(Failure);
  }
});

describe('a list with nothing in it', () => {
  const nothing = [expect.objectContaining({ kind: 'summary', done: 0, failed: 0, left: 0 })];

  test('is done at once, and so is the empty share of one', async () => {
    const list = `${tempDir()}/list`;
    writeFileSync(list, '# nothing today\n');
    expect(await get('-d', tempDir(), '-i', list)).toMatchObject({ code: 0, events: nothing });
    const shares = ['1/2', '2/2'].map((shard) => get('-d', tempDir(), '--shard', shard, '--retries', '0', closed));
    const [one, two] = await Promise.all(shares);
    expect([one, two]).toContainEqual(expect.objectContaining({ code: 0, events: nothing }));
  });

  test('does not stand for what an earlier run has left', async () => {
    const server = await testServer((socket) => socket.destroy());
    const [dir, list] = [tempDir(), `${tempDir()}/list`];
    const stop = new AbortController();
    const interrupted = get('-d', dir, `${server.origin}/a`, { signal: stop.signal });
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    stop.abort();
    expect((await interrupted).events.at(-1)).toMatchObject({ left: 1 });
    const before = server.requests.length;
    writeFileSync(list, '');
    expect(await get('-d', dir, '-i', list)).toMatchObject({ code: 0, events: nothing });
    expect(server.requests).toHaveLength(before);
  });
});

test('a signal that came before anything began is not forgotten', async () => {
  const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
  const dir = tempDir();
  const { code, events } = await get('-d', dir, `${server.origin}/a`, { signal: AbortSignal.abort() });
  expect(code).toBe(0);
  expect(events).toEqual([expect.objectContaining({ kind: 'summary', done: 0 })]);
  expect(server.requests).toHaveLength(0);
  expect(readdirSync(dir)).toEqual([]);
});
