import { cLibrary } from '../base/c-library.ts';

const setParentDeathSignal = 1; // PR_SET_PDEATHSIG
const sigkill = 9;

/**
 * From now on the kernel ends this process with its parent, whatever its event loop is doing (prctl(2),
 * PR_SET_PDEATHSIG). @param parent pid, from before the fork. @returns false where the system has no such thing
 */
export function dieWithParent(parent: number): boolean {
  try {
    const prctl = cLibrary()?.library.func(
      'int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)',
    );
    if (prctl?.(setParentDeathSignal, sigkill, 0, 0, 0) !== 0) return false;
  } catch {
    return false;
  }
  // It may have died before it was asked.
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  return true;
}
