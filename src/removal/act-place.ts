import { lstatSync, unlinkSync } from 'node:fs';
import type { BytePath } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { exchange, moveNoReplace } from './act-moves.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';
import { Refusal } from './refusal.ts';

/**
 * Gives a file that waits under a private name its place. The place is free, or taken by a link that `isOurs` knows: they
 * then change places, and the link goes once it is certain that it was what left.
 * @param spare another private name, for file systems on which two names cannot change places at once
 * @throws Refusal where something else has the name; the file then still waits
 */
export function placeFile(
  folder: Folder,
  waiting: BytePath,
  name: BytePath,
  occupant: { readonly isOurs: (path: FsPath) => boolean; readonly spare: BytePath } | undefined,
): void {
  const from = folder.at(waiting);
  const place = folder.at(name);
  if (occupant === undefined || lstatSync(place, { throwIfNoEntry: false }) === undefined) {
    moveNoReplace(from, place);
    return;
  }
  if (!occupant.isOurs(place)) throw taken();
  if (exchange(from, place)) {
    if (!occupant.isOurs(from)) {
      exchange(from, place);
      throw taken();
    }
    faultPoint('unlink-displaced');
    unlinkSync(from);
    return;
  }
  const spare = folder.at(occupant.spare);
  moveNoReplace(place, spare);
  try {
    if (!occupant.isOurs(spare)) throw taken();
    moveNoReplace(from, place);
  } catch (error) {
    moveNoReplace(spare, place);
    throw error;
  }
  faultPoint('unlink-displaced');
  unlinkSync(spare);
}

function taken(): Refusal {
  return new Refusal('something else has its name now');
}
