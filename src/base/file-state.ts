import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync } from 'node:fs';
import { type BytePath, fromBytes, joinPath, toBytes, toFs } from './byte-path.ts';

/** A file as it was when it was looked at; the times are ns since the epoch. */
export interface FileState {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

export interface KnownFile extends FileState {
  readonly path: BytePath;
}

/** Undefined where there is no regular file of that name. */
export function stateOf(path: BytePath): FileState | undefined {
  const stat = lstatSync(toFs(path), { bigint: true, throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return undefined;
  const { dev, ino, mtimeNs, ctimeNs } = stat;
  return { dev, ino, size: Number(stat.size), mtimeNs, ctimeNs };
}

/** One lstat(2): the file of this name is that file, and nothing about it has changed. */
export function isUnchanged(file: KnownFile): boolean {
  const now = attempt(() => stateOf(file.path));
  return now !== undefined && isSame(now, file);
}

export function isSame(a: FileState, b: FileState): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}

/** The regular files that are in a folder now, without those below; none where it cannot be read. */
export function filesIn(folder: BytePath): KnownFile[] {
  const names = attempt(() => readdirSync(toFs(folder), { encoding: 'buffer' })) ?? [];
  return names.flatMap((name) => {
    const path = joinPath(folder, fromBytes(name));
    const state = attempt(() => stateOf(path));
    return state === undefined ? [] : [{ path, ...state }];
  });
}

/** As programs hold paths; undefined where the bytes are no text. */
export function textOf(path: BytePath): string | undefined {
  const bytes = toBytes(path);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** What cannot be looked at is as good as not there. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
