/**
 * What has to be on its disk before something else is. A journal that is synced makes an unlink durable with it (file
 * systems commit in one go), while bytes that somebody copied a moment ago may still be in memory alone: after a power
 * cut neither the victim nor what should stay would be there.
 */
import { closeSync, constants, fdatasyncSync, fstatSync, openSync } from 'node:fs';
import { type BytePath, dirName, toFs } from '../base/byte-path.ts';
import { Failure, reasonOf } from '../base/errors.ts';
import { libc } from '../base/libc.ts';

/**
 * @throws Failure where a disk does not take what it is given: nothing must be removed then that this file is to replace
 */
export function makeDurable(files: Iterable<BytePath>): void {
  const sync = libc()?.syncFileSystem;
  if (sync === undefined) {
    eachByItself(files);
    return;
  }
  const synced = new Set<bigint>();
  for (const folder of new Set(Array.from(files, dirName))) {
    withOpen(nearest(folder), (fd) => {
      const { dev } = fstatSync(fd, { bigint: true });
      if (synced.has(dev)) return;
      synced.add(dev);
      sync(fd);
    });
  }
}

/** Where the system has no syncfs(2). */
function eachByItself(files: Iterable<BytePath>): void {
  for (const file of new Set(files)) withOpen(tryOpen(file, constants.O_RDONLY | constants.O_NONBLOCK), fdatasyncSync);
}

/** The folder, or the first above it that can be opened: what is gone, or too long for a call, is on the same disk mostly. */
function nearest(folder: BytePath): number | undefined {
  for (let each = folder; ; each = dirName(each)) {
    const fd = tryOpen(each, constants.O_RDONLY | constants.O_DIRECTORY);
    if (fd !== undefined || each === dirName(each)) return fd;
  }
}

function tryOpen(path: BytePath, flags: number): number | undefined {
  try {
    return openSync(toFs(path), flags);
  } catch {
    return undefined;
  }
}

function withOpen(fd: number | undefined, work: (fd: number) => void): void {
  if (fd === undefined) return;
  try {
    work(fd);
  } catch (error) {
    throw new Failure(`what stays cannot be written to its disk: ${reasonOf(error)}`, { cause: error });
  } finally {
    closeSync(fd);
  }
}
