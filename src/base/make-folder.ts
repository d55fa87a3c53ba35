import { mkdirSync, statSync } from 'node:fs';
import { errorCode, Failure, reasonOf } from './errors.ts';
import type { FsPath } from './libc.ts';
import { makeVisible } from './visible.ts';

/**
 * Makes a folder and the parents that it lacks. Not by `recursive` of node's mkdir, which never ends where mkdir(2) says
 * ENOENT though the parent is there: in /proc, below a folder that was removed.
 *
 * @returns whether it was made, and not there already
 * @throws what mkdir(2) says, of the first that cannot be made
 */
export function makeFolder(path: FsPath, mode = 0o777): boolean {
  try {
    return makeOne(path, mode);
  } catch (error) {
    const parent = errorCode(error) === 'ENOENT' ? parentOf(path) : undefined;
    if (parent === undefined) throw error;
    makeFolder(parent, mode);
    return makeOne(path, mode);
  }
}

/** The same. @throws Failure that names the folder */
export function requireFolder(path: string, mode?: number): void {
  try {
    makeFolder(path, mode);
  } catch (error) {
    const reason = errorCode(error) === 'EEXIST' ? 'what has this name is not a folder' : reasonOf(error);
    throw new Failure(`the folder ${makeVisible(path)} cannot be made: ${reason}`, { cause: error });
  }
}

function makeOne(path: FsPath, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    // Whatever else mkdir(2) finds first to say of one that is there: it is there.
    if (errorCode(error) !== 'ENOENT' && isFolder(path)) return false;
    throw error;
  }
}

function isFolder(path: FsPath): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const slash = 47;

function parentOf(path: FsPath): FsPath | undefined {
  const bytes = Buffer.from(path);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === slash) end -= 1;
  while (end > 0 && bytes[end - 1] !== slash) end -= 1;
  while (end > 1 && bytes[end - 1] === slash) end -= 1;
  if (end === 0) return undefined;
  const parent = bytes.subarray(0, end);
  return typeof path === 'string' ? parent.toString() : parent;
}
