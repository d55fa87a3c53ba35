import { onTestFinished } from 'vitest';
import { runScreen, type ScreenOptions } from '../../src/ui/main.tsx';
import { FakeSession } from './fake-session.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';
import { keys } from './keys.ts';

/** The real screen on a fake terminal and a fake session, ended with the test. */
export interface Shown extends FakeTerminal {
  readonly session: FakeSession;
  readonly code: Promise<number>;
}

export function show(
  columns = 120,
  rows = 40,
  options: Partial<ScreenOptions> = {},
  session = new FakeSession(),
): Shown {
  const terminal = fakeTerminal(columns, rows);
  const code = runScreen({
    open: async () => session,
    saveSnapshot: () => '',
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    options: { folder: '~/Pictures', noDelete: false, ascii: false, theme: 'dark', mouse: true, fps: 30, ...options },
  });
  onTestFinished(async () => {
    terminal.press(keys.ctrl('c'));
    await code;
    terminal.dispose();
  });
  return Object.assign(terminal, { session, code });
}
