import { expect, test } from 'vitest';
import { keys } from '../support/keys.ts';
import { leave } from '../support/leave.ts';
import { programPath } from '../support/program.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

test('work that waits for memory says so: in the first line, and in the row of a download', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index}.bin`);
  const origin = await serve(new Map(names.map((name) => [`/${name}`, Buffer.from(name)])));
  const pty = testPty({
    args: [programPath, tempDir(), '--min-memory', '100T'],
    env: { FORKFUL_STATE_DIR: tempDir() },
  });
  await pty.waitFor(/free \d/);
  // What is available is looked at every now and then: the first ones may still slip through.
  for (const name of names) {
    pty.press(keys.paste(`${origin}/${name}`));
    await pty.waitFor(new RegExp(` ${name} +(waits for memory|done)`));
    if (pty.screen.text().includes('waits for memory')) break;
  }
  // A scan that had not begun by then waits, too, and is told of first.
  await pty.waitFor(/waiting for memory \(100 TB\) · (\d+ of \d+|scan)/);
  expect(await leave(pty)).toBe(0);
});
