import { expect, test } from 'vitest';
import { programPath } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

test.skipIf(process.platform !== 'linux')('t shows the threads of a process below it, and hides them', async () => {
  const pty = testPty({
    args: [programPath, tempDir()],
    env: { FORKFUL_STATE_DIR: tempDir(), XDG_DATA_HOME: tempDir() },
  });
  await pty.waitFor('files scanned');
  pty.press('1');
  await pty.waitFor(new RegExp(`forkful +${pty.pid} `));
  pty.press('t');
  await pty.waitFor(new RegExp(`┆ \\S+ +${pty.pid} `));
  expect(pty.screen.text()).toMatch(/┆ V8Worker +\d+ sleeping +S +\d+ % +thread/);
  pty.press('t');
  await pty.waitFor((screen) => !screen.text().includes('┆'));
  pty.press('q');
  expect((await pty.exited).code).toBe(0);
});
