import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keys } from '../support/keys.ts';
import { programPath, runProgram } from '../support/program.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

const good = 'http://127.0.0.1:9/a\n';

test.each([
  [
    'a picture',
    Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])]),
    ':2: holds a zero byte',
  ],
  ['a line of 100 MB', Buffer.alloc(100 * 2 ** 20, 'a'), ':1: the line is longer than 64 KB: this is no list of URLs'],
  ['UTF-16', Buffer.from(good, 'utf16le'), ':1: holds a zero byte: a binary file, or text in UTF-16'],
  [
    'another scheme',
    `${good}ftp://a.test/b\n`,
    ':2: "ftp://a.test/b" has the scheme ftp: where only http: and https: are known',
  ],
  ['words', `${good}\n\nsee below\n`, ':4: "see below" is no URL; it must begin with http:// or https://'],
])('a list that is %s is refused before anything is started', async (_, content, message) => {
  const [list, dir] = [`${tempDir()}/list`, `${tempDir()}/target`];
  writeFileSync(list, content);
  const run = await runProgram(['get', '-d', dir, '-i', list], { env: { FORKFUL_STATE_DIR: tempDir() } });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(`forkful: ${list}${message}`);
  expect(() => readFileSync(dir)).toThrow('ENOENT');
});

test('a list with CRLF, a byte order mark and a URL twice is taken, from standard input too', async () => {
  const origin = await serve(new Map([['/a', Buffer.from('a')]]));
  const [dir, env] = [tempDir(), { FORKFUL_STATE_DIR: tempDir() }];
  const stdin = `\ufeff# pictures\r\n${origin}/a\r\n${origin}/a\r\n`;
  const run = await runProgram(['get', '-d', dir, '-i', '-'], { env, stdin });
  expect([run.code, String(run.stdout)]).toEqual([0, `${dir}/a\n`]);
  expect(run.stderr).toContain('standard input:3: the same URL as standard input:2; taken once');
});

test('a adds what is typed, says what is no URL, and takes a pasted list', async () => {
  const origin = await serve(new Map(['/one', '/two', '/three', '/four'].map((path) => [path, Buffer.from(path)])));
  const pty = testPty({ args: [programPath, tempDir()], env: { FORKFUL_STATE_DIR: tempDir() } });
  await pty.waitFor('2 Downloads');
  pty.press(`2a${origin}/one ${keys.paste(`${origin}/four`)}${keys.enter}`);
  await pty.waitFor((screen) => [/one +done/, /four +(done|same)/].every((row) => row.test(screen.text())));
  pty.press(`aftp://a.test/x${keys.enter}`);
  await pty.waitFor('has the scheme ftp:');
  pty.press(keys.escape);
  await pty.waitFor(/q quit/);
  pty.press(keys.paste(`${origin}/two\r\n${origin}/three\r\n`));
  await pty.waitFor('4 of 4');
  await pty.waitFor(/three +(done|same)/);
});
