/** The note that reserves a name in the trash: is it still the one that was written for a victim? */
import { lstatSync, readFileSync } from 'node:fs';
import { type BytePath, baseName, joinPath, toFs } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { infoFolder } from './act-trash-folder.ts';
import type { Folder } from './folder.ts';
import type { TrashIntent, TrashPlace } from './intent.ts';
import { realPathOf } from './mounts.ts';
import { infoNameOf, trashInfo } from './trash-info.ts';

export function notePath(trash: TrashPlace): FsPath {
  return toFs(joinPath(infoFolder(trash), infoNameOf(trash.name)));
}

/** @param folder of the victim; false where there is no note */
export function isOurNote({ victim, trash }: TrashIntent, folder: Folder): boolean {
  const note = notePath(trash);
  if (lstatSync(note, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const text = readFileSync(note, 'latin1');
  // Empty: the crash came between its creation and its first byte.
  if (text === '') return true;
  // The folder may have become a link since, or have ceased to be one.
  const paths = [joinPath(realPathOf(folder), baseName(victim.path)), victim.path];
  return paths.some((path) => text.startsWith(beginOf(path, trash.topFolder)));
}

function beginOf(path: BytePath, topFolder: BytePath | undefined): string {
  const cut = topFolder === undefined ? 0 : topFolder === '/' ? 1 : topFolder.length + 1;
  const [header, recorded] = trashInfo(path.slice(cut) as BytePath, new Date(0)).split('\n');
  return `${header}\n${recorded}\n`;
}
