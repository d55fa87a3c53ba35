/** Of a move into the trash, or out of it, that was interrupted. The inode stays whole on either way. */
import { unlinkSync } from 'node:fs';
import { baseName, dirName, joinPath, toFs, toText } from '../base/byte-path.ts';
import { Failure } from '../base/errors.ts';
import { moveNoReplace } from './act-moves.ts';
import { filesFolder } from './act-trash-folder.ts';
import { faultPoint } from './faults.ts';
import type { Folder, Folders } from './folder.ts';
import { exists, type Found, isFile, untouched } from './found.ts';
import type { TrashIntent } from './intent.ts';
import { expectDisk } from './same-disk.ts';
import { isOurNote, notePath } from './trash-note.ts';

export function recoverTrash(intent: TrashIntent, folders: Folders): Found {
  const { victim, trash } = intent;
  const file = toFs(joinPath(filesFolder(trash), trash.name));
  if (isFile(file, victim.stamp)) return { state: 'done' };

  const folder = folders.open(dirName(victim.path));
  const place = folder.at(baseName(victim.path));
  // Our note reserves the name: what is there is what had the victim's name when it was moved.
  if (!exists(file) || !isOurNote(intent, folder)) {
    if (!isFile(place, victim.stamp)) expectBoth(intent, folder, folders);
    if (!exists(file)) dropInfo(intent, folder);
    return untouched;
  }
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
  const file = toFs(joinPath(filesFolder(trash), trash.name));
  if (!isFile(folder.at(baseName(victim.path)), victim.stamp)) {
    if (!isFile(file, victim.stamp)) expectBoth(original, folder, folders);
    return untouched;
  }
  if (!exists(file)) dropInfo(original, folder);
  return { state: 'done' };
}

/** A rename leads from the one to the other: they are on one file system. */
function expectBoth(intent: TrashIntent, folder: Folder, folders: Folders): void {
  expectDisk(folder, intent);
  const files = filesFolder(intent.trash);
  if (folders.identity(files).dev !== folder.dev) throw new Failure('the disk of its trash is not mounted');
}

/** Somebody else's note is let alone. */
function dropInfo(intent: TrashIntent, folder: Folder): void {
  if (!isOurNote(intent, folder)) return;
  faultPoint('remove-trash-info');
  unlinkSync(notePath(intent.trash));
}
