import { onTestFinished } from 'vitest';
import { type Pty, type PtyOptions, startPty } from './pty.ts';

/** A program in a pseudo-terminal for one test: ended with it. */
export function testPty(options: PtyOptions): Pty {
  const pty = startPty(options);
  onTestFinished(() => pty.close());
  return pty;
}
