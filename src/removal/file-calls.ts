/**
 * The looks and moves of an act, by an open folder and a name in it. On Linux the C library is called directly, elsewhere
 * (or where that fails) node:fs does the same.
 */
import { constants, fstatSync, lstatSync, openSync, statSync, unlinkSync } from 'node:fs';
import { type BytePath, toFs } from '../base/byte-path.ts';
import { errorCode } from '../base/errors.ts';
import { moveAside, moveNoReplace, unsupported } from './act-moves.ts';
import type { Folder } from './folder.ts';
import { byPath, linuxCalls } from './linux-calls.ts';
import { type Look, lookOf } from './look.ts';
import type { Stamp } from './stamp.ts';

/** A name in an open folder, or a path. */
export interface Spot {
  readonly folder: Folder | undefined;
  readonly name: BytePath;
}

/** Not of what a link leads to. @returns undefined where nothing is there */
export function lookAt({ folder, name }: Spot): Look | undefined {
  const calls = linuxCalls();
  if (calls !== undefined) return calls.lookAt(folder === undefined ? byPath : folder.handle, name);
  const stat = lstatSync(fsPath({ folder, name }), { bigint: true, throwIfNoEntry: false });
  return stat && lookOf(stat);
}

/** @throws ENOENT where nothing is there */
export function presentAt(spot: Spot): Look {
  const look = lookAt(spot);
  if (look === undefined) throw Object.assign(new Error('ENOENT: no such file or folder'), { code: 'ENOENT' });
  return look;
}

export function lookAtOpen(fd: number): Look {
  return linuxCalls()?.lookAtOpen(fd) ?? lookOf(fstatSync(fd, { bigint: true }));
}

/** Who the folder is that a path leads to, links followed; undefined where it leads nowhere. */
export function folderAt(path: BytePath): Pick<Stamp, 'dev' | 'ino'> | undefined {
  const calls = linuxCalls();
  return calls === undefined ? statSync(toFs(path), { bigint: true, throwIfNoEntry: false }) : calls.folderAt(path);
}

/** For reading. Follows no link, and never blocks on a fifo that took the file's place. */
export function openAt({ folder, name }: Spot): number {
  const calls = linuxCalls();
  const open =
    calls === undefined
      ? (flags: number) => openSync(fsPath({ folder, name }), flags)
      : (flags: number) => calls.open(folder === undefined ? byPath : folder.handle, name, flags);
  return withoutAccessTime(open);
}

/** Leaves the access time alone where the system lets us. */
export function withoutAccessTime(open: (flags: number) => number): number {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    return open(flags | (constants.O_NOATIME ?? 0));
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error;
    return open(flags);
  }
}

export function unlinkAt({ folder, name }: Spot): void {
  const calls = linuxCalls();
  if (calls === undefined) unlinkSync(fsPath({ folder, name }));
  else calls.unlink(folder === undefined ? byPath : folder.handle, name);
}

/** Never writes over anything. @throws EEXIST where `to` is taken, and every other error of rename(2) */
export function moveAt(from: Spot, to: Spot): void {
  if (!moved(from, to)) moveNoReplace(fsPath(from), fsPath(to));
}

/** {@link moveAt}, from the name of a file of the user to one that is ours alone. */
export function moveAsideAt(from: Spot, to: Spot): void {
  if (!moved(from, to)) moveAside(fsPath(from), fsPath(to));
}

/** @returns false where this system or file system cannot */
function moved(from: Spot, to: Spot): boolean {
  const calls = linuxCalls();
  if (calls === undefined) return false;
  try {
    calls.move(from.folder?.handle ?? byPath, from.name, to.folder?.handle ?? byPath, to.name);
    return true;
  } catch (error) {
    if (unsupported.has(errorCode(error))) return false;
    throw error;
  }
}

function fsPath({ folder, name }: Spot): string | Buffer {
  return folder === undefined ? toFs(name) : folder.at(name);
}
