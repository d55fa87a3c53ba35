import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { programPath, runProgram } from '../support/program.ts';
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
    const under = ['bash', '-c', `cd '${tempDir()}' && rmdir "$PWD" && exec "$0" "$@"`];
    const env = { FORKFUL_STATE_DIR: tempDir() };
    const { code, stderr } = await runProgram(['get', 'http://127.0.0.1:9/closed'], { under, env });
    expect([code, stderr]).toEqual([1, 'forkful: the current folder is gone: change to another one\n']);
  });

  test('that what should be a folder of its own is none', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    const env = { FORKFUL_STATE_DIR: file };
    const { code, stderr } = await runProgram(['get', '-d', tempDir(), 'http://127.0.0.1:9/closed'], { env });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`cannot be opened: ${file} is not a folder`)]);
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
