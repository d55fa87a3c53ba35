/** Of a move into the trash, or out of it, that was interrupted. The inode stays whole on either way. */
import { unlinkSync } from 'node:fs';
import { baseName, dirName, joinPath, toFs, toText } from '../base/byte-path.ts';
import { moveNoReplace } from './act-moves.ts';
import { filesFolder } from './act-trash-folder.ts';
import { faultPoint } from './faults.ts';
import type { Folder, Folders } from './folder.ts';
import { exists, type Found, isFile, untouched } from './found.ts';
import type { TrashIntent } from './intent.ts';
import { isOurNote, notePath } from './trash-note.ts';

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
  if (!isOurNote(intent, folder)) return untouched;
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
  if (!isOurNote(intent, folder)) return;
  faultPoint('remove-trash-info');
  unlinkSync(notePath(intent.trash));
}
