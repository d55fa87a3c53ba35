import { lstatSync } from 'node:fs';
import { dirName, toFs } from '../base/byte-path.ts';
import { Failure } from '../base/errors.ts';
import type { Folder } from './folder.ts';
import type { RemovalIntent } from './intent.ts';
import { identityIsUnstable } from './network.ts';
import { stampOf } from './stamp.ts';

/**
 * While a disk is not mounted, the empty folder that it is mounted on may stand in its place: what is missing from that
 * says nothing of what happened to a file.
 * @param folder of the victim
 * @throws Failure where this may be another file system than the victim's
 */
export function expectDisk(folder: Folder, intent: RemovalIntent): void {
  if (folder.dev === intent.victim.stamp.dev || identityIsUnstable(folder.path)) return;
  if (!hasOtherNumber(folder, intent)) throw new Failure('its disk is not mounted there');
}

/** A disk may have another number each time that it is mounted; the survivor on it is still who it was. */
function hasOtherNumber(folder: Folder, { victim, survivor }: RemovalIntent): boolean {
  if (survivor.stamp.dev !== victim.stamp.dev) return false;
  const stat = lstatSync(toFs(survivor.path), { bigint: true, throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  const { dev, ino, size, mtimeNs } = stampOf(stat);
  const isSame = ino === survivor.stamp.ino && size === survivor.stamp.size && mtimeNs === survivor.stamp.mtimeNs;
  return isSame && (dev === folder.dev || dirName(survivor.path) === dirName(victim.path));
}
