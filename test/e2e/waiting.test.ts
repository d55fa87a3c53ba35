import { expect, test } from 'vitest';
import { keys } from '../support/keys.ts';
import { leave } from '../support/leave.ts';
import { programPath } from '../support/program.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

test('work that waits for memory says so: in the first line, and in the row of a download', async () => {
  const origin = await serve(new Map([['/a.bin', Buffer.from('a')]]));
  const pty = testPty({
    args: [programPath, tempDir(), '--min-memory', '100T'],
    env: { FORKFUL_STATE_DIR: tempDir() },
  });
  // What is available is known with the first look at the machine.
  await pty.waitFor(/free \d/);
  pty.press(keys.paste(`${origin}/a.bin`));
  await pty.waitFor(/a\.bin +waits for memory/);
  await pty.waitFor('waiting for memory (100 TB) · 0 of 1');
  expect(await leave(pty)).toBe(0);
});
