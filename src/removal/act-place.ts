import { type BigIntStats, lstatSync } from 'node:fs';
import { type BytePath, joinPath, toText } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { dropLink } from './act-drop.ts';
import { exchange, moveAside, moveNoReplace } from './act-moves.ts';
import type { Folder } from './folder.ts';
import type { Recognise } from './occupant.ts';
import { Refusal, Stranded } from './refusal.ts';
import { sameInode } from './stamp.ts';

export interface Occupant {
  readonly isOurs: Recognise;
  /** Another private name, for file systems on which two names cannot change places at once. */
  readonly spare: BytePath;
}

/**
 * Gives a file that waits under a private name its place. The place is free, or taken by a link that is ours: they then
 * change places, and the link goes once it is certain that it was what left, and that nothing is lost with it.
 * @throws Refusal where something else has the name: the file then still waits; Stranded where a file had to stay elsewhere
 */
export function placeFile(folder: Folder, waiting: BytePath, name: BytePath, occupant: Occupant | undefined): void {
  const from = folder.at(waiting);
  const place = folder.at(name);
  if (occupant === undefined || !exists(place)) {
    moveNoReplace(from, place);
    return;
  }
  if (!occupant.isOurs(place)) throw taken();
  const { spare, isOurs } = occupant;
  const mover = lstatSync(from, { bigint: true });
  if (exchange(from, place)) {
    dropOr(folder, waiting, isOurs, place, () => exchangeBack(folder, waiting, place, mover));
    return;
  }
  moveAside(place, folder.at(spare));
  try {
    if (!isOurs(folder.at(spare))) throw taken();
    moveNoReplace(from, place);
  } catch (error) {
    moveNoReplace(folder.at(spare), place);
    throw error;
  }
  dropOr(folder, spare, isOurs, place, () => {
    moveAside(place, from);
    moveNoReplace(folder.at(spare), place);
    strandOther(folder, waiting, mover);
  });
}

function dropOr(folder: Folder, name: BytePath, isOurs: Recognise, place: FsPath, turnBack: () => void): void {
  try {
    dropLink(folder, name, isOurs, place);
  } catch (error) {
    if (error instanceof Refusal) turnBack();
    throw error;
  }
}

function exchangeBack(folder: Folder, waiting: BytePath, place: FsPath, mover: BigIntStats): void {
  exchange(folder.at(waiting), place);
  strandOther(folder, waiting, mover);
}

/** Somebody may meanwhile have put a file of his own in the place: it must not end under our name in silence. */
function strandOther(folder: Folder, waiting: BytePath, mover: BigIntStats): void {
  if (sameInode(lstatSync(folder.at(waiting), { bigint: true }), mover)) return;
  throw new Stranded(`another program's file is kept as ${toText(joinPath(folder.path, waiting))}`);
}

function exists(path: FsPath): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function taken(): Refusal {
  return new Refusal('something else has its name now');
}
