import { closeSync, fstatSync } from 'node:fs';
import type { FsPath } from '../base/libc.ts';
import { sameBytes } from './compare.ts';
import { sameInode } from './stamp.ts';
import { openForReading } from './verify.ts';

/** True where two different files have the same bytes, all of them. False in every doubt. */
export function hasSameContent(path: FsPath, other: FsPath): boolean {
  try {
    return withOpen(path, (fd) => holdsSameContent(fd, other));
  } catch {
    return false;
  }
}

/** {@link hasSameContent} of an open file. */
export function holdsSameContent(fd: number, other: FsPath): boolean {
  return isWithin(fd, other, (size, otherSize) => size === otherSize);
}

/** True where another file begins with all the bytes of the open one. False in every doubt. */
export function holdsStartOf(fd: number, other: FsPath): boolean {
  return isWithin(fd, other, (size, otherSize) => size <= otherSize);
}

function isWithin(fd: number, other: FsPath, fits: (size: bigint, otherSize: bigint) => boolean): boolean {
  try {
    return withOpen(other, (second) => {
      const [one, two] = [fstatSync(fd, { bigint: true }), fstatSync(second, { bigint: true })];
      if (!one.isFile() || !two.isFile() || !fits(one.size, two.size) || sameInode(one, two)) return false;
      return sameBytes(fd, second, Number(one.size));
    });
  } catch {
    return false;
  }
}

function withOpen<T>(path: FsPath, use: (fd: number) => T): T {
  const fd = openForReading(path);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}
