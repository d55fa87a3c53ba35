/** What the recovery after a crash has found of one action. */
import { lstatSync } from 'node:fs';
import { type BytePath, joinPath, toText } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import type { Digester } from './digest.ts';
import type { Folder, Folders } from './folder.ts';
import { type Stamp, sameInode } from './stamp.ts';

export type Found =
  /** A reason where something is left that a person should know of. */
  | { readonly state: 'done'; readonly digest?: string | undefined; readonly reason?: string | undefined }
  /** `intended`: still open, for the next run. */
  | { readonly state: 'skipped' | 'failed' | 'intended'; readonly reason: string };

export interface Finding {
  readonly folders: Folders;
  readonly digester: Digester;
}

export const untouched: Found = {
  state: 'skipped',
  reason: 'the run was interrupted before this was done; nothing was changed',
};

export function keptAs(folder: Folder, name: BytePath): string {
  return `a file that is not known to be elsewhere is kept as ${toText(joinPath(folder.path, name))}`;
}

export function exists(path: FsPath): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The very file, whatever was written to it since. */
export function isFile(path: FsPath, file: Stamp): boolean {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() === true && sameInode(stat, file);
}
