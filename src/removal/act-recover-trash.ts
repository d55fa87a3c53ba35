/** Of a move into the trash, or out of it, that was interrupted. The inode stays whole on either way. */
import { lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { type BytePath, baseName, dirName, joinPath, toFs, toText } from '../base/byte-path.ts';
import { moveNoReplace } from './act-moves.ts';
import { filesFolder, infoFolder } from './act-trash-folder.ts';
import { faultPoint } from './faults.ts';
import type { Folder, Folders } from './folder.ts';
import { exists, type Found, isFile, untouched } from './found.ts';
import type { TrashIntent } from './intent.ts';
import { realPathOf } from './mounts.ts';
import { infoNameOf, trashInfo } from './trash-info.ts';

export function recoverTrash(intent: TrashIntent, folders: Folders): Found {
  const { victim, trash } = intent;
  const file = toFs(joinPath(filesFolder(trash), trash.name));
  if (isFile(file, victim.stamp)) return { state: 'done' };

  const folder = folders.open(dirName(victim.path));
  if (!exists(file)) {
    dropInfo(intent, folder);
    return untouched;
  }
  // Our note reserves the name: what is there is what had the victim's name when it was moved.
  if (!isOurInfo(intent, folder)) return untouched;
  const place = folder.at(baseName(victim.path));
  if (exists(place)) {
    return {
      state: 'failed',
      reason: `what had the name of ${toText(victim.path)} is in the trash as ${toText(trash.name)}`,
    };
  }
  faultPoint('put-back');
  moveNoReplace(file, place);
  dropInfo(intent, folder);
  return untouched;
}

export function recoverTrashRestore(original: TrashIntent, folders: Folders): Found {
  const { victim, trash } = original;
  const folder = folders.open(dirName(victim.path));
  if (!isFile(folder.at(baseName(victim.path)), victim.stamp)) return untouched;
  if (!exists(toFs(joinPath(filesFolder(trash), trash.name)))) dropInfo(original, folder);
  return { state: 'done' };
}

/** Somebody else's note is let alone. */
function dropInfo(intent: TrashIntent, folder: Folder): void {
  if (!isOurInfo(intent, folder)) return;
  faultPoint('remove-trash-info');
  unlinkSync(infoPath(intent));
}

function isOurInfo(intent: TrashIntent, folder: Folder): boolean {
  const { victim, trash } = intent;
  const absolute = joinPath(realPathOf(folder), baseName(victim.path));
  const cut = trash.topFolder === undefined ? 0 : trash.topFolder === '/' ? 1 : trash.topFolder.length + 1;
  const ours = trashInfo(absolute.slice(cut) as BytePath, new Date(0))
    .split('\n')
    .slice(0, 2)
    .join('\n');
  const info = infoPath(intent);
  if (lstatSync(info, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const text = readFileSync(info, 'latin1');
  // Empty: the crash came between its creation and its first byte.
  return text === '' || text.startsWith(`${ours}\n`);
}

function infoPath({ trash }: TrashIntent): string | Buffer {
  return toFs(joinPath(infoFolder(trash), infoNameOf(trash.name)));
}
