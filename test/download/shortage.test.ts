import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { get } from '../support/get.ts';
import { runProgram } from '../support/program.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const isRoot = process.getuid?.() === 0;

test('too few open files stop the run with a clear word, and it goes on when there may be more', async () => {
  // None has an answer before the last of them is asked: no connection is idle, to be closed for another.
  const server = await testServer(
    (socket, { path }) => void setTimeout(() => socket.write(answer(200, [], path)), 300),
  );
  const [dir, list, env] = [tempDir(), `${tempDir()}/list`, { FORKFUL_STATE_DIR: tempDir() }];
  writeFileSync(list, Array.from({ length: 120 }, (_, index) => `${server.origin}/f${index}\n`).join(''));
  const run = ['get', '-d', dir, '-i', list, '-j', '64', '--per-host', '64'];
  const few = await runProgram(run, { env, under: ['bash', '-c', 'ulimit -n 44; exec "$0" "$@"'] });
  expect(few.stderr).toMatch(/stopped: .*too many open files \(raise ulimit -n\)/);
  expect(few.stderr).toMatch(/[1-9]\d* left: run the same command again to go on/);
  expect(few.code).toBe(1);

  const again = await runProgram(run, { env });
  expect([again.code, again.stderr]).toEqual([0, expect.not.stringContaining('stopped')]);
  const names = Array.from({ length: 120 }, (_, index) => `f${index}`);
  expect(readdirSync(dir).sort()).toEqual(names.sort());
});

test.runIf(process.platform === 'linux')('where the catalogue is one file too many, that is said', async () => {
  const run = (files: number, ...args: string[]) =>
    runProgram(['get', '-d', tempDir(), '--retries', '0', ...args, 'http://127.0.0.1:9/a', 'http://127.0.0.1:9/b'], {
      env: { FORKFUL_STATE_DIR: tempDir() },
      under: ['bash', '-c', `ulimit -n ${files}; exec "$0" "$@"`],
    });
  // How many node itself holds open is its own business: somewhere below the number that suffices it is the catalogue.
  const limits = Array.from({ length: 10 }, (_, index) => 20 + index);
  const all = await Promise.all(limits.map((files) => run(files, '--engine', 'serial')));
  const ofCatalogue = all.filter(({ stderr }) => stderr.includes('the catalogue'));
  expect(ofCatalogue.length).toBeGreaterThan(0);
  for (const { code, stderr } of ofCatalogue) {
    expect([code, stderr]).toEqual([1, expect.stringContaining('too many open files (raise ulimit -n)')]);
  }
});

test.runIf(process.platform === 'linux')(
  'a target folder that goes away stops the run, whoever finds it out',
  async () => {
    const dir = `${tempDir()}/target`;
    const body = Buffer.alloc(100_000, 'x');
    const server = await testServer((socket) => {
      socket.write(answer(200, [], body).subarray(0, 5000));
      const look = setInterval(() => {
        // Open by now: what is missing shows only when the file is to get its name.
        if (!existsSync(dir) || !readdirSync(dir).some((name) => name.endsWith('.part'))) return;
        clearInterval(look);
        rmSync(dir, { recursive: true });
        socket.write(answer(200, [], body).subarray(5000));
      }, 5);
    });
    for (const engine of ['serial', 'threads', 'processes']) {
      const env = { FORKFUL_STATE_DIR: tempDir() };
      const args = ['get', '-d', dir, '--engine', engine, '--retries', '0', `${server.origin}/a`];
      const { code, stderr } = await runProgram(args, { env });
      expect([engine, code, stderr]).toEqual([
        engine,
        1,
        expect.stringContaining(`stopped: ${dir}: the folder is gone`),
      ]);
      expect(stderr).toContain('1 left: run the same command again to go on');
    }
  },
);

test.runIf(process.platform === 'linux')(
  'a folder of its own that takes no file stops nothing but the request that names it',
  async () => {
    const server = await testServer((socket, { path }) => socket.write(answer(200, [], path)));
    const [dir, list] = [tempDir(), `${tempDir()}/list`];
    // proc(5) takes no files, whoever asks, and has no size.
    writeFileSync(list, `${server.origin}/a\n  dir=/proc\n${server.origin}/b\n${server.origin}/c\n`);
    const { code, events, stderr } = await get('-d', dir, '-i', list, '-j', '1');
    expect(code).toBe(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'failed', url: `${server.origin}/a` }));
    expect(JSON.stringify(events)).not.toContain('no space left');
    expect(events.at(-1)).toMatchObject({ done: 2, failed: 1, left: 0 });
    expect(stderr).not.toContain('stopped');
    expect(readdirSync(dir).sort()).toEqual(['b', 'c']);
  },
);

test.skipIf(process.platform !== 'linux')(
  'a read-only folder stops the run, which goes on when it is writable',
  async () => {
    const server = await testServer((socket, { path }) => socket.write(answer(200, [], path)));
    const [dir, env] = [tempDir(), { FORKFUL_STATE_DIR: tempDir() }];
    if (isRoot) {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=30m', 'tmpfs', dir]);
      onTestFinished(() => void execFileSync('umount', [dir]));
    }
    // Permissions do not bind root; a read-only file system does.
    const change = (writable: boolean) =>
      isRoot
        ? void execFileSync('mount', ['-o', `remount,${writable ? 'rw' : 'ro'}`, dir])
        : chmodSync(dir, writable ? 0o755 : 0o555);
    change(false);
    const stopped = await runProgram(['get', '-d', dir, `${server.origin}/a`, `${server.origin}/b`], { env });
    expect(stopped.stderr).toMatch(/stopped: .*(read-only|permission denied)/);
    expect(stopped.stderr).toContain('2 left: run the same command again to go on');
    expect(stopped.code).toBe(1);
    change(true);
    // What is left needs no list: it is on record.
    expect((await runProgram(['get', '-d', dir], { env })).code).toBe(0);
    expect(readdirSync(dir).sort()).toEqual(['a', 'b']);
  },
);

test.runIf(process.platform === 'linux' && isRoot)(
  'a new version may need the room that the old one gives way',
  async () => {
    const sizes = { old: 20_000_000, new: 22_000_000 };
    const server = await testServer((socket, { before }) => {
      const head = (tag: string) => answer(200, [`ETag: "${tag}"`, `Content-Length: ${sizes.new}`]);
      if (before > 0) socket.write(Buffer.concat([head('new'), Buffer.alloc(sizes.new)]));
      else socket.end(Buffer.concat([head('old'), Buffer.alloc(sizes.old)]));
    });
    const dir = tempDir();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=36m', 'tmpfs', dir]);
    onTestFinished(() => void execFileSync('umount', [dir]));
    await get('-d', dir, '--retries', '0', `${server.origin}/x`);
    expect(readdirSync(dir)).toEqual([expect.stringMatching(/\.part$/)]);
    const { first } = await get('-d', dir, '--retries', '0', `${server.origin}/x`);
    expect(first).toMatchObject({ kind: 'done', bytes: sizes.new });
  },
);
