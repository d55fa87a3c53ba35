import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { childrenOf, waitFor } from '../support/processes.ts';
import { programPath, runProgram, startProgram } from '../support/program.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const asVersion = (version: string) => [
  '--import',
  `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`,
];

describe('the launcher', () => {
  test.each(['18.20.0', '20.20.2', '22.18.9'])('says in one line what is needed on node %s', async (version) => {
    const { code, stderr } = await runProgram(['--version'], { nodeFlags: asVersion(version) });
    expect(stderr).toMatch(/^forkful needs Node 22\.19 or newer; .*\n$/);
    expect(code).toBe(2);
  });

  test('runs on the oldest node it names', async () => {
    const { code, stdout } = await runProgram(['--version'], { nodeFlags: asVersion('22.19.0') });
    expect([code, String(stdout)]).toEqual([0, `${packageJson.version}\n`]);
  });

  test.runIf(process.platform === 'linux')('bears signals that ask for news or a pause while it loads', async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], 'x')));
    const env = { FORKFUL_STATE_DIR: tempDir() };
    const run = startProgram(['get', '-d', tempDir(), `${server.origin}/a`], { env });
    // Its child is forked before anything else is loaded.
    await waitFor(() => (childrenOf(run.pid).length > 0 ? true : undefined));
    run.signal('SIGUSR1');
    run.signal('SIGUSR2');
    // Where it is there already, it pauses.
    void run.saw(/paused; SIGUSR2 goes on/).then(
      () => run.signal('SIGUSR2'),
      () => {},
    );
    const { code, signal, stderr } = await run.finished;
    expect([code, signal]).toEqual([0, null]);
    expect(stderr).not.toContain('Debugger');
  });

  test('says nothing beside the result on stderr', async () => {
    expect((await runProgram(['--help'])).stderr).toBe('');
    expect((await runProgram(['memory', '--json'])).stderr).toBe('');
  });
});

describe('a shell sees', () => {
  test('wrong usage end with 2, before anything is started', async () => {
    for (const args of [
      ['scan'],
      ['get', '--jobs', 'many', 'http://127.0.0.1:9/'],
      ['scan', '/', '--colour'],
      ['undo', 'a', 'b'],
    ]) {
      const { code, stderr, stdout } = await runProgram(args);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).toMatch(/^forkful: /);
      expect(String(stdout)).toBe('');
    }
  });

  test('that the current folder is gone, in words, where it is needed', async () => {
    const under = ['bash', '-c', `mkdir '${tempDir()}/gone' && cd "$_" && rmdir "$PWD" && exec "$0" "$@"`];
    const env = { FORKFUL_STATE_DIR: tempDir() };
    const { code, stderr } = await runProgram(['get', 'http://127.0.0.1:9/closed'], { under, env });
    expect([code, stderr]).toEqual([1, 'forkful: the current folder is gone: change to another one\n']);
    const relative = await runProgram(['undo'], { under, env: { FORKFUL_STATE_DIR: 'state' } });
    expect([relative.code, relative.stderr]).toEqual([1, stderr]);
  });

  test.runIf(process.platform === 'linux')(
    'that a folder cannot be made where mkdir(2) finds none, and no hang',
    async () => {
      const [dir, closed] = [tempDir(), 'http://127.0.0.1:9/closed'];
      const words = /^forkful: the (folder|catalogue) \/proc\/\S+ cannot be .*: no such file or folder\n/;
      const target = await runProgram(['get', '-d', '/proc/none', closed], { env: { FORKFUL_STATE_DIR: dir } });
      expect([target.code, target.stderr]).toEqual([1, expect.stringMatching(words)]);
      for (const args of [['get', '-d', dir, closed], ['undo']]) {
        const { code, stderr } = await runProgram(args, { env: { FORKFUL_STATE_DIR: '/proc/none' } });
        expect([args, code, stderr]).toEqual([args, 1, expect.stringMatching(words)]);
      }
      // A cache is worth nothing to wait for, or to tell of.
      const { code, stderr } = await runProgram(['scan', '--no-catalogue', dir], {
        env: { XDG_CACHE_HOME: '/proc/none' },
      });
      expect([code, stderr]).toEqual([0, '']);
    },
  );

  test('that what should be a folder of its own is none', async () => {
    const [file, dir] = [join(tempDir(), 'file'), tempDir()];
    writeFileSync(file, '');
    for (const name of ['a', 'b']) writeFileSync(join(dir, name), 'the same');
    const env = { FORKFUL_STATE_DIR: file };
    for (const args of [['get', '-d', tempDir(), 'http://127.0.0.1:9/closed'], ['dedupe', '--yes', dir], ['undo']]) {
      const { code, stderr } = await runProgram(args, { env });
      const words = `the folder ${file} cannot be made: what has this name is not a folder\n`;
      expect([args, code, stderr]).toEqual([args, 1, expect.stringContaining(words)]);
    }
  });

  test('a settings file that is wrong named with its line', async () => {
    const config = tempDir();
    mkdirSync(join(config, 'forkful'));
    writeFileSync(join(config, 'forkful', 'config.json'), '{\n  "scan": {"engine": "magic"}\n}\n');
    const { code, stderr } = await runProgram(['scan', config], { env: { XDG_CONFIG_HOME: config } });
    expect(code).toBe(2);
    expect(stderr).toContain('config.json:2: "engine" is one of serial, threads, processes, not "magic"');
  });

  test('a reader that leaves early end the program quietly', async () => {
    const dir = tempDir();
    for (let name = 0; name < 3000; name += 1) writeFileSync(join(dir, `${name}`.padStart(60, 'x')), 'same');
    const command = `'${process.execPath}' '${programPath}' scan --no-catalogue '${dir}' | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-o', 'pipefail', '-c', command]);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });

  test('that the screen needs a terminal', async () => {
    const { code, stderr } = await runProgram([tempDir()]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/needs a terminal.*forkful scan/s);
  });

  test('which folder is missing, and which command was meant', async () => {
    const { code, stderr } = await runProgram(['scna']);
    expect(code).toBe(2);
    expect(stderr).toContain('scna');
    expect(stderr).toContain('forkful scan');
  });
});
