/** Renames that never write over anything. */
import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { errorCode } from '../base/errors.ts';
import { type FsPath, libc } from '../base/libc.ts';

/** What a file system without a flag of renameat2(2), or a kernel without the call, answers. */
export const unsupported: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** @throws EEXIST where `to` is taken, and every other error of rename(2) */
export function moveNoReplace(from: FsPath, to: FsPath): void {
  const calls = libc();
  if (calls !== undefined) {
    try {
      calls.rename(from, to, 'noReplace');
      return;
    } catch (error) {
      if (!unsupported.has(errorCode(error))) throw error;
    }
  }
  // link(2) fails where the new name is taken, so that nothing can come between look and act.
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EPERM', ...unsupported].includes(errorCode(error))) throw error;
    renameIfFree(from, to);
    return;
  }
  unlinkSync(from);
}

/** For file systems without hard links (vfat, some of FUSE): the moment between the look and the rename remains. */
function renameIfFree(from: FsPath, to: FsPath): void {
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) {
    throw Object.assign(new Error('EEXIST, the name is taken'), { code: 'EEXIST' });
  }
  renameSync(from, to);
}

/**
 * Lets two names change places, atomically.
 * @returns false where this system or file system cannot
 */
export function exchange(a: FsPath, b: FsPath): boolean {
  const calls = libc();
  if (calls === undefined) return false;
  try {
    calls.rename(a, b, 'exchange');
    return true;
  } catch (error) {
    if (unsupported.has(errorCode(error))) return false;
    throw error;
  }
}
