import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Runs the program as a shell would start it, with what `redirection` does to its streams. */
function runInShell(args: readonly string[], redirection: string) {
  return runProgram(args, { under: ['sh', '-c', `"$@" ${redirection}`, 'sh'] });
}

function duplicates(count = 2): string {
  const dir = tempDir();
  for (let number = 0; number < count; number += 1) writeFileSync(join(dir, `file-${number}`), 'the same');
  return dir;
}

describe('streams of a scan that are in trouble', () => {
  test.skipIf(process.platform !== 'linux')('a full disk is said in one line, and the exit code is 1', async () => {
    const run = await runInShell(['scan', '--no-catalogue', duplicates()], '> /dev/full');
    expect([run.code, run.stderr]).toEqual([1, 'forkful: the result cannot be written: no space left on the device\n']);
  });

  test('a reader that leaves early ends it quietly', async () => {
    const run = await runInShell(['scan', '--no-catalogue', duplicates(20_000)], '| head -n 1');
    expect([run.code, run.stderr, String(run.stdout).split('\n').length]).toEqual([0, '', 2]);
  });

  test('messages that nobody reads cost no result', async () => {
    const dir = duplicates();
    const scan = ['scan', '--no-catalogue', join(dir, 'nowhere'), dir];
    // The messages go into a pipe whose reader has left, the result to where it should.
    const run = await runProgram(scan, { under: ['sh', '-c', 'exec 3>&1; "$@" 2>&1 >&3 3>&- | true', 'sh'] });
    expect(String(run.stdout)).toBe(`${join(dir, 'file-0')}\n${join(dir, 'file-1')}\n\n`);
  });
});

describe('names that are no text', () => {
  const strange = Buffer.from('caf\xe9\n\x1b[2J', 'latin1');

  test.skipIf(process.platform !== 'linux')('are told as bytes, of a root too', async () => {
    const dir = Buffer.concat([Buffer.from(`${tempDir()}/`), strange]);
    mkdirSync(dir);
    for (const name of ['a', 'b']) writeFileSync(Buffer.concat([dir, Buffer.from(`/${name}`)]), 'the same');
    // Arguments of node are text: a shell makes the bytes.
    const shell = `exec "$@" scan --no-catalogue --format json "$(printf '${octal(dir)}')"`;
    const run = await runProgram([], { under: ['sh', '-c', shell, 'sh'] });
    expect([run.code, run.stderr]).toEqual([0, '']);
    const { rootsBase64, groups } = JSON.parse(String(run.stdout));
    expect(rootsBase64.map(decoded)).toEqual([dir.toString('latin1')]);
    expect(groups[0].files.map(({ pathBase64 }: { pathBase64: string }) => decoded(pathBase64))).toEqual([
      `${dir.toString('latin1')}/a`,
      `${dir.toString('latin1')}/b`,
    ]);
  });
});

function octal(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

test('without a home, nothing is put into the current folder', async () => {
  const dir = duplicates();
  const env = { HOME: '', FORKFUL_STATE_DIR: undefined, XDG_STATE_HOME: undefined, XDG_CACHE_HOME: undefined };
  // The home of the user database stands in; nothing of it is needed here.
  const run = await runProgram(['scan', '--no-catalogue', '.'], {
    cwd: dir,
    env: { ...env, NODE_COMPILE_CACHE: undefined },
  });
  expect(run.code).toBe(0);
  expect(readdirSync(dir).sort()).toEqual(['file-0', 'file-1']);
});

test('an empty pattern is wrong usage', async () => {
  const run = await runProgram(['scan', '--exclude', '', duplicates()]);
  expect([run.code, run.stderr]).toEqual([2, 'forkful: --exclude: an empty pattern matches no name\n']);
});

test('--verbose tells what the answer took, after it', async () => {
  const run = await runProgram(['scan', '--no-catalogue', '--verbose', duplicates()]);
  expect(run.stderr).toMatch(/^2 files, 0 known from the catalogue; 16 B read in /);
});

test('the help of scan says what is left out', async () => {
  const { stdout } = await runProgram(['scan', '--help']);
  expect(String(stdout)).toMatch(/--hidden +also files and folders whose name begins with a dot, left out otherwise/);
  expect(String(stdout)).toMatch(/Symbolic links are not followed, but for a DIR that is one/);
});
