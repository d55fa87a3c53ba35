import { lstatSync, statfsSync } from 'node:fs';
import { dirName, toFs } from '../base/byte-path.ts';
import { Failure } from '../base/errors.ts';
import type { Folder } from './folder.ts';
import type { RemovalIntent } from './intent.ts';
import { identityIsUnstable } from './network.ts';
import { stampOf } from './stamp.ts';

/**
 * While a disk is not mounted, the empty folder that it is mounted on may stand in its place: what is missing from that
 * says nothing of what happened to a file, and what is written there is lost from sight.
 * @param folder of the victim, or one above it
 * @throws Failure where this may be another file system than the victim's
 */
export function expectDisk(folder: Folder, intent: RemovalIntent): void {
  const { victim, folder: before = victim.stamp } = intent;
  if ([victim.stamp.dev, before.dev].includes(folder.dev) || identityIsUnstable(folder.path)) return;
  if (!isFolderOf(folder, intent) && !hasSurvivor(folder, intent)) throw new Failure('its disk is not mounted there');
}

/** A disk may have another number each time that it is mounted; the folder on it is still the one that it was. */
function isFolderOf(folder: Folder, { victim, folder: before }: RemovalIntent): boolean {
  if (before === undefined || folder.path !== dirName(victim.path)) return false;
  const { ino, bornNs } = folder.record();
  if (!isFat(folder)) return ino === before.ino && bornNs === before.bornNs;
  return ino === fatRoot ? ino === before.ino : bornNs === before.bornNs;
}

/** Such file systems have no numbers of their own but that of their top folder, which has no birth of its own. */
const fatTypes: readonly number[] = [0x4d44, 0x2011bab0];
const fatRoot = 1n;

function isFat({ path }: Folder): boolean {
  return process.platform === 'linux' && fatTypes.includes(statfsSync(toFs(path)).type);
}

/** And the survivor, where it was on the same disk. */
function hasSurvivor(folder: Folder, { victim, survivor }: RemovalIntent): boolean {
  if (survivor.stamp.dev !== victim.stamp.dev) return false;
  const stat = lstatSync(toFs(survivor.path), { bigint: true, throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  const { dev, ino, size, mtimeNs } = stampOf(stat);
  const isSame = ino === survivor.stamp.ino && size === survivor.stamp.size && mtimeNs === survivor.stamp.mtimeNs;
  return isSame && (dev === folder.dev || dirName(survivor.path) === dirName(victim.path));
}
