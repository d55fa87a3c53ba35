import type { Pty } from './pty.ts';

/** Leaves by q, and says yes where something is still under way: a folder is looked at anew whenever files came or went. */
export async function leave(pty: Pty): Promise<number> {
  pty.press('q');
  await pty.waitFor((screen) => !screen.alternate || screen.text().includes('Leave forkful?'));
  if (pty.screen.alternate) pty.press('y');
  return (await pty.exited).code;
}
