import { fstatSync, statSync } from 'node:fs';

const streams = { 0: () => process.stdin, 1: () => process.stdout, 2: () => process.stderr } as const;

/**
 * Whether a standard descriptor is a terminal. Node's own streams know, but to make one takes several milliseconds, and a
 * headless command, which writes without them, has no other use for them.
 */
export function isTerminal(fd: keyof typeof streams): boolean {
  try {
    const stat = fstatSync(fd);
    if (!stat.isCharacterDevice() || stat.rdev === statSync('/dev/null').rdev) return false;
  } catch {
    // The stream will know.
  }
  return streams[fd]().isTTY === true;
}
