/**
 * Who a file is and whether it is still what it was: identity (dev + ino), size, and times in nanoseconds. Nobody can set
 * a ctime: a file whose bytes were changed and whose mtime was put back still shows it (fclones #84).
 */
import { type BigIntStats, lstatSync } from 'node:fs';
import type { FsPath } from '../base/libc.ts';

export interface Stamp {
  readonly dev: bigint;
  readonly ino: bigint;
  /** Bytes. */
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

export function stampOf(stat: BigIntStats): Stamp {
  return {
    dev: stat.dev,
    ino: stat.ino,
    size: Number(stat.size),
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
  };
}

export function sameInode(a: Pick<Stamp, 'dev' | 'ino'>, b: Pick<Stamp, 'dev' | 'ino'>): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** Everything but the ctime, which our own rename or link has changed. */
export function sameButCtime(a: Stamp, b: Stamp): boolean {
  return sameInode(a, b) && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

export function sameStamp(a: Stamp, b: Stamp): boolean {
  return sameButCtime(a, b) && a.ctimeNs === b.ctimeNs;
}

/** What changed since, in words that follow "it"; undefined where nothing did. */
export function changeBetween(before: Stamp, now: Stamp): string | undefined {
  if (!sameInode(before, now)) return 'is another file now';
  if (before.size !== now.size) return 'changed in size since the scan';
  if (before.mtimeNs !== now.mtimeNs) return 'was modified since the scan';
  if (before.ctimeNs !== now.ctimeNs) return 'was changed since the scan (its change time moved)';
  return undefined;
}

export function inodeKey(stamp: Pick<Stamp, 'dev' | 'ino'>): string {
  return `${stamp.dev}:${stamp.ino}`;
}

/** The path leads to that very file, whatever became of its change time. */
export function holds(path: FsPath, stamp: Stamp): boolean {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() === true && sameButCtime(stampOf(stat), stamp);
}
