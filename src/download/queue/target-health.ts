import { accessSync, constants, statfsSync } from 'node:fs';
import { spaceOf } from '../transfer/space.ts';

/** Whether a file could come into this folder now, as far as that can be told without making one. */
export function takesFiles(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK | constants.X_OK);
    const { free, reserve } = spaceOf(statfsSync(dir));
    return free > reserve;
  } catch {
    return false;
  }
}
