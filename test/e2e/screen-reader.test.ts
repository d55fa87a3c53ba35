import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { programPath } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** Synchronized output, reset. */
const endOfFrame = '\x1b[?2026l';

/** Calls of read(2) and the like since a process began (proc_pid_io(5), syscr). */
function readsOf(pid: number): number {
  return Number(/^syscr: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

test('with INK_SCREEN_READER the program speaks in lines, is quiet by itself, and gives the terminal back', async () => {
  const folder = tempDir();
  for (const name of ['2024', 'backup']) {
    mkdirSync(`${folder}/${name}`);
    writeFileSync(`${folder}/${name}/holiday.txt`, 'the same');
  }
  const pty = testPty({
    args: [programPath, folder, '--interval', '0.1'],
    env: { FORKFUL_STATE_DIR: tempDir(), INK_SCREEN_READER: 'true' },
  });
  await pty.waitFor(/listitem: \(selected\) open 2 x 8 B holiday\.txt/);
  await pty.waitFor(/tablist: 1 Processes: \d/);
  expect(pty.screen.text()).not.toMatch(/[\u2500-\u259f\u2800-\u28ff]/);
  pty.press('4');
  await pty.waitFor(/list: 4 System: CPU/);
  pty.press('3jj');
  await pty.waitFor(/listitem: \(selected\) backup\/holiday\.txt/);
  // The selected row is read before the end of its frame has come.
  await eventually(() => expect(pty.screen.written.endsWith(endOfFrame)).toBe(true));
  const { length } = pty.screen.written;
  // It goes on looking at the machine: each look opens what /proc has of every process.
  const before = readsOf(pty.pid);
  await eventually(() => expect(readsOf(pty.pid) - before).toBeGreaterThan(500));
  expect(pty.screen.written.length).toBe(length);
  pty.press('q');
  expect((await pty.exited).code).toBe(0);
  expect(pty.screen.written).toContain('\x1b[?1049l');
});
