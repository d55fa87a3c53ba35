import { closeSync, fstatSync } from 'node:fs';
import { type BytePath, toFs } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { sameBytes } from './compare.ts';
import { sameInode } from './stamp.ts';
import { openForReading } from './verify.ts';

/**
 * True where the file at `path` is another than `whole` and says nothing that `whole` does not say: all of its bytes, or
 * its beginning. Such a file can go. False in every doubt.
 */
export function isBeginningOf(path: FsPath, whole: BytePath): boolean {
  try {
    return withOpen(path, (copy) =>
      withOpen(toFs(whole), (other) => {
        const stat = fstatSync(copy, { bigint: true });
        if (!stat.isFile() || sameInode(stat, fstatSync(other, { bigint: true }))) return false;
        return sameBytes(copy, other, Number(stat.size));
      }),
    );
  } catch {
    return false;
  }
}

/** True where two different files have the same bytes, all of them. False in every doubt. */
export function hasSameContent(a: FsPath, b: FsPath): boolean {
  try {
    return withOpen(a, (one) =>
      withOpen(b, (other) => {
        const [first, second] = [fstatSync(one, { bigint: true }), fstatSync(other, { bigint: true })];
        if (!first.isFile() || first.size !== second.size || sameInode(first, second)) return false;
        return sameBytes(one, other, Number(first.size));
      }),
    );
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
