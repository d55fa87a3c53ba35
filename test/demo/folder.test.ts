import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeDemoFolder, sweepDemoFolders } from '../../src/demo/folder.ts';
import { eventually } from '../support/eventually.ts';
import { keys } from '../support/keys.ts';
import { descendantsOf, exists } from '../support/process-tree.ts';
import { programPath } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** A temporary folder of the test's own, so that real demos on this machine are left alone. */
let temporary = '';
beforeEach(() => {
  temporary = realpathSync(tempDir());
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => vi.unstubAllEnvs());

function place(name: string): string {
  const path = join(temporary, name);
  mkdirSync(path);
  writeFileSync(join(path, 'picture.jpg'), 'x');
  return path;
}

test('the folder of a run that is over is taken away, with all that is in it', () => {
  expect(tmpdir()).toBe(temporary);
  const left = place(`forkful-demo-${process.pid}-1-abc123`); // the pid has another holder by now
  expect(sweepDemoFolders()).toEqual([left]);
  expect(existsSync(left)).toBe(false);
});

test('the folder of a demo that runs stays, and goes with it', async () => {
  const folder = makeDemoFolder();
  expect(sweepDemoFolders()).toEqual([]);
  expect(existsSync(folder.path)).toBe(true);
  await folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});

test('what only has a similar name stays, and a link is not followed', () => {
  const others = ['forkful-demo-notes', 'forkful-demo-1-2-abc123.bak', 'a-forkful-demo-1-2-abc123'].map(place);
  const target = place('precious');
  symlinkSync(target, join(temporary, 'forkful-demo-1-2-abc123'));
  expect(sweepDemoFolders()).toEqual([]);
  for (const path of [...others, join(target, 'picture.jpg')]) expect(existsSync(path)).toBe(true);
});

describe.skipIf(process.platform !== 'linux')('the real demo', () => {
  const demoFolder = /\/forkful-demo-[\w-]+/;

  function startDemo() {
    const env = { TMPDIR: temporary, FORKFUL_STATE_DIR: tempDir(), XDG_DATA_HOME: tempDir() };
    return testPty({ args: [programPath, '--demo'], env });
  }

  test('leaves no folder when Ctrl-C twice cuts its end short', async () => {
    const pty = startDemo();
    await pty.waitFor('groups');
    const children = descendantsOf(pty.pid);
    for (const child of children) process.kill(child, 'SIGSTOP');
    onTestFinished(() => {
      for (const child of children) if (exists(child)) process.kill(child, 'SIGKILL');
    });
    const path = demoFolder.exec(pty.screen.text())?.[0] ?? '';
    expect(existsSync(temporary + path)).toBe(true);
    pty.press(keys.ctrl('c'));
    await pty.waitFor('forkful: waiting for');
    pty.press(keys.ctrl('c'));
    expect((await pty.exited).code).toBe(130);
    expect(existsSync(temporary + path)).toBe(false);
  });

  test('of which a killed one is cleaned up after by the next, which says so', async () => {
    const killed = startDemo();
    await killed.waitFor('groups');
    const path = temporary + (demoFolder.exec(killed.screen.text())?.[0] ?? '');
    killed.signal('SIGKILL');
    await killed.exited;
    expect(existsSync(path)).toBe(true);
    const next = startDemo();
    await next.waitFor('groups');
    await eventually(() => expect(existsSync(path)).toBe(false));
    next.press('5z');
    await next.waitFor('left over by a demo');
    next.press(keys.ctrl('c'));
    await next.exited;
  });
});
