import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { runProgram } from '../support/program.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

/** The program with a reader of its results that leaves after the first line; then its exit code. */
function underHead(args: readonly string[], env: Readonly<Record<string, string>>) {
  const script = '{ "$@"; echo "ended with $?" >&2; } | head -n 1';
  return runProgram(args, { under: ['sh', '-c', script, 'sh'], env });
}

test('downloads go on when nobody reads what is said of them', async () => {
  const dir = tempDir();
  const arrived = () => readdirSync(join(dir, 'files')).filter((name) => name.endsWith('.dat')).length;
  const server = await testServer(async (socket, { path }) => {
    // One after the other, so that the reader has left before the later ones arrive.
    const before = Number(/\d+/.exec(path)) - 1;
    await eventually(() => expect(arrived()).toBeGreaterThanOrEqual(before));
    socket.write(answer(200, [], path.repeat(100)));
  });
  const urls = Array.from({ length: 12 }, (_, index) => `${server.origin}/file-${index}.dat`);
  const env = { FORKFUL_STATE_DIR: join(dir, 'state') };
  const run = await underHead(['get', '--json', '--quiet', '-j', '2', '-d', join(dir, 'files'), ...urls], env);
  expect([String(run.stdout).split('\n').length, run.stderr]).toEqual([2, 'ended with 0\n']);
  expect(readdirSync(join(dir, 'files'))).toHaveLength(12);
});

test.runIf(process.platform === 'linux')('nor do they end where it cannot be written, which is said once', async () => {
  const dir = tempDir();
  const server = await testServer((socket, { path }) => socket.write(answer(200, [], path)));
  const urls = Array.from({ length: 40 }, (_, index) => `${server.origin}/file-${index}.dat`);
  for (const flags of [[], ['--json'], ['--engine', 'serial']]) {
    const files = join(dir, `files${flags.join('')}`);
    const run = await runProgram(['get', '-d', files, ...flags, ...urls], {
      under: ['bash', '-c', 'exec "$0" "$@" >/dev/full'],
      env: { FORKFUL_STATE_DIR: join(dir, 'state') },
    });
    const said = 'forkful: the result cannot be written: no space left on the device; the work goes on without\n';
    expect([run.code, run.stderr.split(said).length, run.stderr]).toEqual([1, 2, expect.not.stringContaining(' at ')]);
    expect(readdirSync(files).filter((name) => /^file-\d+\.dat$/.test(name))).toHaveLength(40);
  }
});
