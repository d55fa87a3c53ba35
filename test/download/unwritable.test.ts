import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startProgram } from '../support/program.ts';
import { answer, type Behaviour, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Neither root may take a name away from a folder with this attribute. */
function attribute(dir: string, change: '+a' | '-a' | '+i' | '-i'): boolean {
  try {
    execFileSync('chattr', [change, dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function canHaveAttributes(): boolean {
  const dir = tempDir();
  return attribute(dir, '+a') && attribute(dir, '-a');
}

/** A folder that can be freed again when the test is over. */
function folder(): string {
  const dir = tempDir();
  onTestFinished(() => {
    attribute(dir, '-a');
    attribute(dir, '-i');
  });
  return dir;
}

const half: Behaviour = (socket) => {
  const head = answer(200, ['Content-Length: 400000']);
  socket.write(Buffer.concat([head, Buffer.alloc(200_000)]));
};

const hasBegun = (dir: string) => eventually(() => expect(readdirSync(dir)).toHaveLength(1));

const env = () => ({ FORKFUL_STATE_DIR: tempDir() });

test.runIf(process.platform === 'linux')(
  'a folder that becomes read-only does not keep Ctrl-C from its end',
  async (context) => {
    if (!canHaveAttributes()) return context.skip();
    const server = await testServer(half);
    const dir = folder();
    const run = startProgram(['get', '-d', dir, `${server.origin}/x`], { env: env() });
    await hasBegun(dir);
    attribute(dir, '+i');
    run.signal('SIGINT');
    const { code, stderr } = await run.finished;
    expect(code).toBe(130);
    expect(stderr).toMatch(/part files stay where they are: .*\.part: operation not permitted/);
    expect(stderr).not.toMatch(/^ *at /m);
  },
);

test.runIf(process.platform === 'linux')(
  'a connection that breaks in such a folder is what is told',
  async (context) => {
    if (!canHaveAttributes()) return context.skip();
    const dir = folder();
    const server = await testServer((socket, request) => {
      if (request.before > 0) return socket.write(answer(200, [], Buffer.alloc(400_000)));
      half(socket, request);
      return void hasBegun(dir).then(() => {
        attribute(dir, '+i');
        socket.destroy();
        setTimeout(() => attribute(dir, '-i'), 100);
      });
    });
    const { code, stderr } = await startProgram(['get', '-d', dir, `${server.origin}/x`], { env: env() }).finished;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('not permitted')]);
    expect(readdirSync(dir)).toEqual(['x']);
  },
);

test.runIf(process.platform === 'linux')(
  'a folder that gives no name back takes files all the same, and that is said once',
  async (context) => {
    if (!canHaveAttributes()) return context.skip();
    const server = await testServer((socket, { path }) => socket.write(answer(200, [], path)));
    const dir = folder();
    attribute(dir, '+a');
    const urls = ['a', 'b', 'c'].map((name) => `${server.origin}/${name}`);
    const { code, stderr } = await startProgram(['get', '-d', dir, ...urls], { env: env() }).finished;
    expect(code).toBe(0);
    expect(stderr.match(/part files stay where they are/g)).toHaveLength(1);
    expect(readdirSync(dir).filter((name) => !name.endsWith('.part'))).toEqual(['a', 'b', 'c']);
  },
);
