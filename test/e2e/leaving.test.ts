import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { keys } from '../support/keys.ts';
import { leave } from '../support/leave.ts';
import { descendantsOf, exists } from '../support/process-tree.ts';
import { programPath, runProgram, startProgram } from '../support/program.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

function makeHole(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
}

/** Two files whose comparison takes longer than any test: holes, which cost no space. */
function endlessFiles(): string {
  const dir = tempDir();
  for (const name of ['a', 'b']) makeHole(join(dir, name), 400 * 2 ** 30);
  return dir;
}

/** The screen with a child that no request reaches: a stopped process handles nothing but SIGKILL. */
async function screenWithStoppedChild() {
  const pty = testPty({ args: [programPath, tempDir()], env: { FORKFUL_STATE_DIR: tempDir() } });
  await pty.waitFor('3 Duplicates');
  await pty.waitFor('0 files scanned');
  const children = descendantsOf(pty.pid);
  const [child] = children;
  if (child === undefined) throw new Error('no child');
  process.kill(child, 'SIGSTOP');
  return { pty, child, children };
}

describe('leaving the screen while a child does not answer', () => {
  test.each([['q', 0], ['Ctrl-C', 130], ...signals] as const)(
    'by %s: says whom it waits for, ends it, ends with %d',
    async (how, code) => {
      const { pty, children } = await screenWithStoppedChild();
      if (how === 'q') pty.press('q');
      else if (how === 'Ctrl-C') pty.press(keys.ctrl('c'));
      else pty.signal(how);
      await pty.waitFor('forkful: waiting for scan-1 to end');
      expect((await pty.exited).code).toBe(code);
      expect(pty.screen.alternate).toBe(false);
      expect(children.filter(exists)).toEqual([]);
    },
  );

  test('by Ctrl-C twice: at once, and the child goes by itself', async () => {
    const { pty, child, children } = await screenWithStoppedChild();
    pty.press(keys.ctrl('c'));
    await pty.waitFor('forkful: waiting for scan-1 to end');
    pty.press(keys.ctrl('c'));
    expect((await pty.exited).code).toBe(130);
    // It was not waited for; as soon as it can it notices that its parent is gone.
    expect(exists(child)).toBe(true);
    process.kill(child, 'SIGCONT');
    await eventually(() => expect(children.filter(exists)).toEqual([]));
  });
});

test('q asks while a scan runs, and No goes on with it', async () => {
  const pty = testPty({ args: [programPath, endlessFiles()], env: { FORKFUL_STATE_DIR: tempDir() } });
  await pty.waitFor(/comparing \S/);
  pty.press('q');
  await pty.waitFor(/Leave forkful\?[\s\S]*the scan is not complete/);
  pty.press('n');
  await pty.waitFor((screen) => !screen.text().includes('Leave forkful?'));
  expect(pty.screen.alternate).toBe(true);
  expect(await leave(pty)).toBe(0);
});

test('a terminal that is closed is left as by SIGHUP', async ({ skip }) => {
  // script(1) holds the other end of a pseudo-terminal; when it dies, the terminal is gone.
  if (!existsSync('/usr/bin/script')) return skip('needs script of util-linux');
  const [dir, state] = [tempDir(), tempDir()];
  const command = `trap : HUP; '${process.execPath}' '${programPath}' '${dir}'; echo $? > '${state}/code'`;
  const pty = testPty({
    command: '/usr/bin/script',
    args: ['--quiet', '--command', command, '/dev/null'],
    env: { FORKFUL_STATE_DIR: state, SHELL: '/bin/sh' },
  });
  await pty.waitFor('0 files scanned');
  const below = descendantsOf(pty.pid);
  pty.signal('SIGKILL');
  await eventually(() => expect(readFileSync(join(state, 'code'), 'utf8')).toBe('129\n'));
  await eventually(() => expect(below.filter(exists)).toEqual([]));
});

test('SIGUSR1 saves the screen, SIGUSR2 pauses and goes on; the log tells it', async () => {
  const state = tempDir();
  const pty = testPty({ args: [programPath, tempDir()], columns: 160, env: { FORKFUL_STATE_DIR: state } });
  await pty.waitFor('0 files scanned');
  pty.signal('SIGUSR1');
  await pty.waitFor(`this screen is saved in ${state}`);
  pty.signal('SIGUSR2');
  await pty.waitFor('downloads paused');
  pty.press('5z');
  await pty.waitFor('downloads paused');
  pty.signal('SIGUSR2');
  await pty.waitFor('downloads go on');
  expect(pty.screen.text()).toContain(`this screen is saved in ${state}`);
  expect(readdirSync(state).filter((name) => name.startsWith('screen-'))).toHaveLength(1);
});

describe('a headless scan', () => {
  test.each(
    signals.flatMap(
      ([signal, code]) =>
        [
          [signal, code, 'threads'],
          [signal, code, 'processes'],
        ] as const,
    ),
  )('ended by %s ends with %d and leaves no child (%s)', async (signal, code, engine) => {
    const pty = testPty({
      args: [programPath, 'scan', '--engine', engine, '--workers', '3', endlessFiles()],
      env: { FORKFUL_STATE_DIR: tempDir() },
    });
    await pty.waitFor('comparing');
    const children = descendantsOf(pty.pid);
    if (signal === 'SIGINT') pty.press(keys.ctrl('c'));
    else pty.signal(signal);
    expect((await pty.exited).code).toBe(code);
    await eventually(() => expect(children.filter(exists)).toEqual([]));
  });
});

describe('a headless get', () => {
  test.each(signals)('ended by %s ends with %d, and the next one goes on', async (signal, code) => {
    const [dir, state] = [tempDir(), tempDir()];
    let patient = false;
    const server = await testServer((socket, { path }) => {
      // The first run gets half of one body and nothing more.
      if (patient || path === '/small.bin') socket.end(answer(200, ['Connection: close'], path.repeat(50)));
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 550\r\n\r\n/large.bin');
    });
    const env = { FORKFUL_STATE_DIR: state };
    const urls = ['small', 'large'].map((name) => `${server.origin}/${name}.bin`);
    const program = startProgram(['get', '--dir', dir, ...urls], { env });
    await program.saw(/small\.bin/);
    const children = descendantsOf(program.pid);
    expect(children.length).toBeGreaterThan(0);
    program.signal(signal);
    expect((await program.finished).code).toBe(code);
    expect(children.filter(exists)).toEqual([]);

    patient = true;
    const { code: next } = await runProgram(['get', '--dir', dir], { env });
    expect(next).toBe(0);
    expect(readdirSync(dir).sort()).toEqual(['large.bin', 'small.bin']);
  });

  test.each(signals)(
    'ended by %s while its children do not answer says whom it waits for, ends them, ends with %d',
    async (signal, code) => {
      const server = await testServer(() => {}); // accepts, and says nothing
      const program = startProgram(['get', '--dir', tempDir(), `${server.origin}/x`], {
        env: { FORKFUL_STATE_DIR: tempDir() },
      });
      await eventually(() => expect(server.requests).toHaveLength(1));
      const children = descendantsOf(program.pid);
      for (const child of children) process.kill(child, 'SIGSTOP');
      program.signal(signal);
      await program.saw(/forkful: waiting for fetch-\d/);
      expect((await program.finished).code).toBe(code);
      expect(children.filter(exists)).toEqual([]);
    },
  );

  test('ended by SIGINT twice ends at once, and its children go by themselves', async () => {
    const server = await testServer(() => {}); // accepts, and says nothing
    const program = startProgram(['get', '--dir', tempDir(), `${server.origin}/x`], {
      env: { FORKFUL_STATE_DIR: tempDir() },
    });
    await eventually(() => expect(server.requests).toHaveLength(1));
    const children = descendantsOf(program.pid);
    for (const child of children) process.kill(child, 'SIGSTOP');
    onTestFinished(() => {
      for (const child of children) if (exists(child)) process.kill(child, 'SIGKILL');
    });
    program.signal('SIGINT');
    await program.saw(/waiting for fetch-/);
    program.signal('SIGINT');
    expect((await program.finished).code).toBe(130);
    for (const child of children) process.kill(child, 'SIGCONT');
    await eventually(() => expect(children.filter(exists)).toEqual([]));
  });
});

test('leaving during a removal ends it between two files, and undo brings back what was removed', async () => {
  const [dir, state] = [tempDir(), tempDir()];
  // Of holes, which cost no space: to compare them takes a moment each.
  const copies = 24;
  for (let copy = 0; copy <= copies; copy += 1) makeHole(join(dir, `copy-${copy}`), 2 ** 29);
  const env = { FORKFUL_STATE_DIR: state, XDG_DATA_HOME: tempDir() };
  const pty = testPty({ args: [programPath, dir], env });
  await pty.waitFor(/files scanned/, { timeoutMs: 60_000 });
  pty.press('3ad');
  await pty.waitFor('Move 24 files to the trash');
  pty.press('y');
  await pty.waitFor(/removing [1-9]/);
  pty.signal('SIGTERM');
  expect((await pty.exited).code).toBe(143);
  expect(descendantsOf(pty.pid)).toEqual([]);
  const left = readdirSync(dir).length;
  expect(left).toBeLessThan(copies + 1);
  expect(left).toBeGreaterThan(1);
  expect((await runProgram(['undo'], { env })).code).toBe(0);
  expect(readdirSync(dir)).toHaveLength(copies + 1);
});

describe.runIf(process.platform === 'linux')('children that were forked before the arguments were read', () => {
  /** Whoever has this folder in its environment: a child of it, also one whose parent is gone. */
  function livingWith(stateDir: string): string[] {
    return readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`FORKFUL_STATE_DIR=${stateDir}\0`);
      } catch {
        return false;
      }
    });
  }

  test.each([
    ['wrong usage', ['--jobs', 'many', '-i', '-'], 2],
    ['a list that is not there', ['-i', '/nowhere/list'], 1],
    ['an empty list', ['-i', '-'], 0],
  ])('go with it: %s', async (_, args, expected) => {
    const stateDir = tempDir();
    const { code } = await runProgram(['get', '-d', tempDir(), ...args], { env: { FORKFUL_STATE_DIR: stateDir } });
    expect(code).toBe(expected);
    await eventually(() => expect(livingWith(stateDir)).toEqual([]));
  });

  test('go also where it is killed at once', async () => {
    const stateDir = tempDir();
    const run = startProgram(['get', '-d', tempDir(), '-i', '-'], { env: { FORKFUL_STATE_DIR: stateDir } });
    await eventually(() => expect(livingWith(stateDir).length).toBeGreaterThan(1));
    run.signal('SIGKILL');
    await run.finished;
    await eventually(() => expect(livingWith(stateDir)).toEqual([]));
  });
});
