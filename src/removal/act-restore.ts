/** Takes one action back: out of the trash, or, since the survivor holds the same bytes, by copying those. */
import { closeSync, fstatSync, linkSync, lstatSync, unlinkSync } from 'node:fs';
import { type BytePath, baseName, joinPath, toFs, toText } from '../base/byte-path.ts';
import { errorCode, reasonOf } from '../base/errors.ts';
import type { FsPath } from '../base/libc.ts';
import { type Source, writeCopy } from './act-copy.ts';
import { dropLink } from './act-drop.ts';
import { moveAside, moveNoReplace } from './act-moves.ts';
import { placeFile } from './act-place.ts';
import { filesFolder } from './act-trash-folder.ts';
import type { Digester } from './digest.ts';
import { faultPoint } from './faults.ts';
import type { Folder, Folders } from './folder.ts';
import { type DisplacingIntent, type RemovalIntent, spareName, type TrashIntent } from './intent.ts';
import { type Recognise, recognise } from './occupant.ts';
import { Refusal, Stranded } from './refusal.ts';
import { holds, inodeKey, sameButCtime, sameInode, stampOf } from './stamp.ts';
import { isOurNote, notePath } from './trash-note.ts';
import { openForReading } from './verify.ts';
import { expectVictimDisk, openVictimFolder } from './victim-folder.ts';

export interface Restoring {
  readonly folders: Folders;
  readonly digester: Digester;
  /** Names under which a former inode is back, or never went: its further names become links to that one. */
  readonly returned: Map<string, BytePath>;
}

/**
 * @param digest of the content that stayed, as the journal has it
 * @param aside a private name in the victim's folder
 * @returns what could not be given back besides the bytes, in words
 * @throws Refusal and system errors: nothing was changed
 */
export function actRestore(
  intent: RemovalIntent,
  digest: string | undefined,
  aside: BytePath,
  restoring: Restoring,
): readonly string[] {
  if (intent.kind !== 'trash') return restoreCopy(intent, digest, aside, restoring);
  restoreFromTrash(intent, restoring.folders);
  return [];
}

/** An inode number is used again once the trash was emptied: the note, size and time have to agree as well. */
function restoreFromTrash(intent: TrashIntent, folders: Folders): void {
  const { trash, victim } = intent;
  const file = toFs(joinPath(filesFolder(trash), trash.name));
  const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) {
    // A rename leads from its folder to its trash: they are on one file system.
    expectVictimDisk(intent);
    throw new Refusal('it is no longer in the trash');
  }
  if (!sameInode(stat, victim.stamp)) throw new Refusal('what the trash holds under its name is another file');
  const folder = openVictimFolder(intent, folders);
  if (!isOurNote(intent, folder)) {
    throw new Refusal(
      'what the trash holds under its name is another file: the note beside it is not the one of this run',
    );
  }
  if (!holds(file, victim.stamp)) {
    throw new Refusal(
      'what the trash holds under its name is another file, or was changed there; it stays in the trash',
    );
  }
  const place = folder.at(baseName(victim.path));
  faultPoint('move-from-trash');
  try {
    moveNoReplace(file, place);
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? nameTaken() : error;
  }
  faultPoint('check-moved');
  if (!holds(place, victim.stamp)) {
    moveAside(place, file);
    throw new Refusal('what the trash held under its name was swapped for another file');
  }
  removeInfo(trash);
}

/** The file is back whatever becomes of its note. */
function removeInfo(trash: TrashIntent['trash']): void {
  try {
    faultPoint('remove-trash-info');
    unlinkSync(notePath(trash));
  } catch {
    // A note without a file: file managers pass over it, and emptying the trash takes it away.
  }
}

function restoreCopy(
  intent: DisplacingIntent,
  digest: string | undefined,
  aside: BytePath,
  restoring: Restoring,
): readonly string[] {
  const folder = openVictimFolder(intent, restoring.folders);
  const name = baseName(intent.victim.path);
  const place = folder.at(name);
  const isOurs = recognise(intent, { digest, digester: restoring.digester });
  if (lstatSync(place, { throwIfNoEntry: false }) !== undefined && !isOurs(place)) throw nameTaken();

  const missed = makeCopy(intent, digest, aside, folder, restoring);
  const copy = lstatSync(folder.at(aside), { bigint: true });
  const isCopy = (path: FsPath) => {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat !== undefined && sameInode(stat, copy);
  };
  const remarks = [...missed];
  try {
    faultPoint('place-copy');
    placeFile(folder, aside, name, { isOurs, spare: spareName(aside) });
  } catch (error) {
    if (!isCopy(place)) {
      dropCopy(intent, folder, aside, isCopy);
      throw errorCode(error) === 'EEXIST' ? nameTaken() : error;
    }
    remarks.push(...dropLinks(folder, [aside, spareName(aside)], isOurs, place));
  }
  restoring.returned.set(inodeKey(intent.victim.stamp), intent.victim.path);
  return remarks;
}

/** Never the last of its content: the file that it was copied from may have gone meanwhile. */
function dropCopy({ survivor }: DisplacingIntent, folder: Folder, aside: BytePath, isCopy: Recognise): void {
  if (!isCopy(folder.at(aside))) return;
  try {
    dropLink(folder, aside, isCopy, toFs(survivor.path));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Stranded(`it cannot have its place; a copy is kept as ${toText(joinPath(folder.path, aside))}`);
  }
}

/** The copy has its place; only the link that it took it from would not go. */
function dropLinks(folder: Folder, names: readonly BytePath[], isOurs: Recognise, copy: FsPath): readonly string[] {
  return names.flatMap((name) => {
    try {
      dropLink(folder, name, isOurs, copy);
      return [];
    } catch (error) {
      return [`the removal of a link that is left as ${toText(joinPath(folder.path, name))}: ${reasonOf(error)}`];
    }
  });
}

function makeCopy(
  intent: DisplacingIntent,
  digest: string | undefined,
  aside: BytePath,
  folder: Folder,
  { returned, digester }: Restoring,
): readonly string[] {
  const sibling = returned.get(inodeKey(intent.victim.stamp));
  if (sibling !== undefined && hasContent(sibling, intent, digest, digester)) {
    faultPoint('copy-survivor');
    linkSync(toFs(sibling), folder.at(aside));
    return [];
  }
  const source = openSource(intent, digest, digester);
  try {
    return writeCopy(folder, aside, source, intent.metadata);
  } finally {
    closeSync(source.fd);
  }
}

/** The survivor, or the hard link or reflink that took the victim's place, whichever still has the content. */
function openSource(intent: DisplacingIntent, digest: string | undefined, digester: Digester): Source {
  const isCopyInPlace = intent.kind === 'hardlink' || intent.kind === 'reflink';
  const paths = [intent.survivor.path, ...(isCopyInPlace ? [intent.victim.path] : [])];
  let reason = 'it is gone';
  for (const path of paths) {
    let fd: number | undefined;
    try {
      fd = openForReading(toFs(path));
      if (holdsContent(fd, intent, digest, digester)) {
        const isRight = (copy: number, size: number) => digest === undefined || digester.of(copy, size) === digest;
        return { fd, isRight, reflink: intent.kind !== 'reflink' };
      }
      reason = 'it has another content now';
    } catch (error) {
      reason = reasonOf(error);
    }
    if (fd !== undefined) closeSync(fd);
  }
  throw new Refusal(`there is nothing to copy it from: the file that stayed cannot serve (${reason})`);
}

function hasContent(path: BytePath, intent: DisplacingIntent, digest: string | undefined, digester: Digester): boolean {
  try {
    const fd = openForReading(toFs(path));
    try {
      return holdsContent(fd, intent, digest, digester);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}

function holdsContent(
  fd: number,
  { survivor }: DisplacingIntent,
  digest: string | undefined,
  digester: Digester,
): boolean {
  const stat = fstatSync(fd, { bigint: true });
  if (!stat.isFile() || Number(stat.size) !== survivor.stamp.size) return false;
  // A crash right after the act leaves no digest; then only the very same, unchanged file will do.
  return digest === undefined
    ? sameButCtime(stampOf(stat), survivor.stamp)
    : digester.of(fd, survivor.stamp.size) === digest;
}

function nameTaken(): Refusal {
  return new Refusal('something else has its name now');
}
