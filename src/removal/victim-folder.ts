/** The folder that undo gives a file back to. */
import { type BytePath, baseName, dirName, joinPath } from '../base/byte-path.ts';
import { errorCode } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { Folder, type Folders } from './folder.ts';
import type { RemovalIntent } from './intent.ts';
import { recognise } from './occupant.ts';
import { expectDisk } from './same-disk.ts';

/**
 * Made again where it is gone, but only on its own disk: what is written into the folder that a disk is mounted on is out of
 * sight once it is mounted.
 * @throws Failure where its disk is not mounted: nothing was changed
 */
export function openVictimFolder(intent: RemovalIntent, folders: Folders): Folder {
  const path = dirName(intent.victim.path);
  const folder = openIfThere(path, folders);
  if (folder === undefined) {
    makeOnItsDisk(path, intent);
    const made = folders.open(path);
    expectDisk(made, intent);
    return made;
  }
  // The link that took its place stands on its disk, whatever number that has now.
  const isLinked = intent.kind === 'symlink' && recognise(intent)(folder.at(baseName(intent.victim.path)));
  if (!isLinked) expectDisk(folder, intent);
  return folder;
}

/** Its disk cannot be unmounted while the folder above is open. */
function makeOnItsDisk(path: BytePath, intent: RemovalIntent): void {
  const { above, below } = nearest(path);
  try {
    expectDisk(above, intent);
    makeFolder(above.at(below));
  } finally {
    above.close();
  }
}

/** The first folder above one that is not there, and the way from it. */
function nearest(path: BytePath): { readonly above: Folder; readonly below: BytePath } {
  for (let [parent, below] = [dirName(path), baseName(path)]; ; ) {
    try {
      return { above: new Folder(parent), below };
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || parent === dirName(parent)) throw error;
    }
    below = joinPath(baseName(parent), below);
    parent = dirName(parent);
  }
}

function openIfThere(path: BytePath, folders: Folders): Folder | undefined {
  try {
    return folders.open(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

/** @throws Failure where that cannot be told, its disk not being mounted */
export function expectVictimDisk(intent: RemovalIntent): void {
  // The folder itself, or what is left above it.
  const { above } = nearest(intent.victim.path);
  try {
    expectDisk(above, intent);
  } finally {
    above.close();
  }
}
