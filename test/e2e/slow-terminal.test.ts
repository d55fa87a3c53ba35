import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { keys } from '../support/keys.ts';
import { leave } from '../support/leave.ts';
import { descendantsOf, exists } from '../support/process-tree.ts';
import { programPath } from '../support/program.ts';
import type { Pty } from '../support/pty.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** The built program in a terminal that reads nothing any more, with more drawn than fits into what the kernel holds. */
async function unread(folder: string): Promise<{ readonly pty: Pty; readonly frames: number }> {
  const pty = testPty({ args: [programPath, folder], env: { FORKFUL_STATE_DIR: tempDir() } });
  await pty.waitFor('0 files scanned');
  pty.pause();
  const frames = 100;
  for (let frame = 0; frame < frames; frame += 1) {
    pty.press(frame % 2 === 0 ? '1z' : 'z5');
    await delay(20);
  }
  return { pty, frames };
}

test('while the terminal reads nothing the work goes on, frames are dropped, and then the newest is shown', async () => {
  const folder = tempDir();
  const names = Array.from({ length: 20 }, (_, index) => `file-${index}.bin`);
  const origin = await serve(new Map(names.map((name) => [`/${name}`, Buffer.from(name.repeat(5000))])));
  const { pty, frames } = await unread(folder);

  pty.press(keys.paste(names.map((name) => `${origin}/${name}`).join('\n')));
  const arrived = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.bin'));
  await eventually(() => expect(arrived()).toHaveLength(names.length));

  const { length } = pty.screen.written;
  pty.resume();
  await pty.waitFor('20 of 20');
  const shown = pty.screen.written.slice(length).split('\x1b[?2026h').length - 1;
  expect(shown).toBeLessThan(frames / 2);
  pty.press('1zz');
  await pty.waitFor('● 1 Processes');
  expect(await leave(pty)).toBe(0);
  expect(pty.screen.alternate).toBe(false);
});

test('q leaves a terminal that reads nothing', async () => {
  const { pty } = await unread(tempDir());
  const children = descendantsOf(pty.pid);
  pty.press('q');
  await eventually(() => expect([pty.pid, ...children].filter(exists)).toEqual([]));
  pty.resume();
  expect((await pty.exited).code).toBe(0);
});
