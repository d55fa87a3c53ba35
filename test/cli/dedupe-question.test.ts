import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keys } from '../support/keys.ts';
import { programPath } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** `forkful dedupe` in front of a person, at the question. */
async function asked() {
  const [tree, state] = [tempDir(), tempDir()];
  for (const name of ['one', 'two']) writeFileSync(join(tree, name), 'equal content');
  const env = { FORKFUL_STATE_DIR: state, XDG_DATA_HOME: state, XDG_CONFIG_HOME: state };
  const pty = testPty({ args: [programPath, 'dedupe', tree, '--action', 'delete'], env });
  await pty.waitFor('Delete 1 file (13 B) for good?');
  await pty.waitFor('[y/N]');
  return { pty, left: () => readdirSync(tree).length };
}

test.each([
  ['Enter alone', keys.enter],
  ['n', `n${keys.enter}`],
  ['any other word', `yesterday${keys.enter}`],
  ['the end of input', keys.ctrl('d')],
])('k9s #319, dua #248: the question names what and how much, and %s means no', async (_, answer) => {
  const { pty, left } = await asked();
  expect(left()).toBe(2);
  pty.press(answer);
  expect(await pty.exited).toMatchObject({ code: 0 });
  expect(pty.screen.text()).toContain('nothing was removed');
  expect(left()).toBe(2);
});

test('Ctrl-C at the question removes nothing and ends as an interrupted program does', async () => {
  const { pty, left } = await asked();
  pty.press(keys.ctrl('c'));
  expect(await pty.exited).toMatchObject({ code: 130 });
  expect(left()).toBe(2);
});

test.each(['y', 'YES'])('%s goes ahead, and how to take it back is said', async (answer) => {
  const { pty, left } = await asked();
  pty.press(answer + keys.enter);
  expect(await pty.exited).toMatchObject({ code: 0 });
  expect(pty.screen.text()).toMatch(/forkful undo \S+ takes it back/);
  expect(left()).toBe(1);
});
