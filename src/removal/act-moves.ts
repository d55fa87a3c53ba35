/** Renames that never write over anything. */
import { linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { errorCode } from '../base/errors.ts';
import { type FsPath, libc } from '../base/libc.ts';

/** What a file system without a flag of renameat2(2), or a kernel without the call, answers. */
export const unsupported: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/**
 * To a name that anybody may use.
 * @throws EEXIST where `to` is taken, and every other error of rename(2)
 */
export function moveNoReplace(from: FsPath, to: FsPath): void {
  if (renamed(from, to)) return;
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

/**
 * From a name that anybody may use to one that is ours alone: private, or reserved in the trash. Where the system cannot
 * look and move at once, link and unlink would destroy what a program saves under the old name in between; rename(2) takes
 * away in one step whatever stands there, to be judged afterwards.
 * @throws EEXIST where `to` is taken, and every other error of rename(2)
 */
export function moveAside(from: FsPath, to: FsPath): void {
  if (!renamed(from, to)) renameIfFree(from, to);
}

/** @returns false where this system or file system cannot */
function renamed(from: FsPath, to: FsPath): boolean {
  const calls = libc();
  if (calls === undefined) return false;
  try {
    calls.rename(from, to, 'noReplace');
    return true;
  } catch (error) {
    if (unsupported.has(errorCode(error))) return false;
    throw error;
  }
}

/**
 * The moment between the look and the rename remains: of names that are ours nobody minds it, of others only on file
 * systems without hard links (vfat, some of FUSE).
 */
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
