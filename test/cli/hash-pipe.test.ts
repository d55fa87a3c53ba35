import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram, startProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A pipe with a name, and a file whose hash is printed right before that of the pipe is asked for. */
function makePipe(content = 'of a file\n') {
  const folder = tempDir();
  const [file, pipe] = [join(folder, 'file'), join(folder, 'pipe')];
  writeFileSync(file, content);
  execFileSync('mkfifo', [pipe]);
  return { file, pipe };
}

const hash = (text: string) => text.split(' ')[0];

const linux = process.platform === 'linux';

test.runIf(linux).each(['SIGTERM', 'SIGINT'] as const)(
  'a pipe to which nobody writes holds up no %s',
  async (signal) => {
    const { file, pipe } = makePipe();
    const program = startProgram(['hash', file, pipe]);
    await program.saw(/file\n/);
    program.signal(signal);
    expect(await program.finished).toMatchObject({ code: signal === 'SIGINT' ? 130 : 143, signal: null });
  },
  10_000,
);

test.runIf(linux)(
  'nor does one whose writer is silent',
  async () => {
    const { file, pipe } = makePipe();
    const program = startProgram(['hash', file, pipe]);
    const writer = spawn('sh', ['-c', 'exec 3>"$0"; echo open; exec sleep 60', pipe]);
    await once(writer.stdout, 'data');
    program.signal('SIGTERM');
    expect((await program.finished).code).toBe(143);
    writer.kill();
  },
  10_000,
);

test.each(['', 'short', 'long '.repeat(200_000)])('what a writer sends later is hashed', async (content) => {
  const { file, pipe } = makePipe(content);
  const program = startProgram(['hash', file, pipe]);
  await program.saw(/file\n/);
  spawn('sh', ['-c', 'cat "$0" > "$1"', file, pipe]);
  const { code, stdout } = await program.finished;
  const [ofFile, ofPipe] = String(stdout).split('\n').map(hash);
  expect([code, ofPipe]).toEqual([0, ofFile]);
});

test.each(['', 'short'])('what stands before a | is hashed, also where it has ended already', async (content) => {
  const { file } = makePipe(content);
  const script = '{ cat "$0"; touch "$0.sent"; } | { until [ -e "$0.sent" ]; do :; done; exec "$@"; }';
  const under = ['sh', '-c', script, file];
  const expected = String((await runProgram(['hash', file])).stdout);
  const { code, stdout } = await runProgram(['hash', '/dev/stdin'], { under });
  expect([code, hash(String(stdout))]).toEqual([0, hash(expected)]);
});

test.runIf(linux)('where the result cannot be written, no file is to blame', async () => {
  const { file } = makePipe();
  const { code, stderr } = await runProgram(['hash', file, file], {
    under: ['sh', '-c', 'exec "$@" >/dev/full', 'sh'],
  });
  expect([code, stderr]).toEqual([1, 'forkful: the result cannot be written: no space left on the device\n']);
});
