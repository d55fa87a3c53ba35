/**
 * Delete, hard link, reflink, symlink: the victim's inode goes. Its name is first moved aside within its folder, or changes
 * places with what replaces it; only what was moved can then be judged without anybody swapping it. The descriptors of
 * both files stay open past the unlink: were the survivor to change in that very moment, the victim is written back.
 */
import { fstatSync, lstatSync } from 'node:fs';
import { type BytePath, joinPath, toFs, toText } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { libc } from '../base/libc.ts';
import { writeCopy } from './act-copy.ts';
import { dropLink } from './act-drop.ts';
import { exchange, moveAside, moveNoReplace } from './act-moves.ts';
import { type Occupant, placeFile } from './act-place.ts';
import { makeReplacement, type Replacement } from './act-replacement.ts';
import { faultPoint } from './faults.ts';
import { lookAtOpen, moveAsideAt, presentAt, unlinkAt } from './file-calls.ts';
import { type DisplacingIntent, rescueName, spareName } from './intent.ts';
import type { Look } from './look.ts';
import type { Recognise } from './occupant.ts';
import type { OwnChanges } from './own-changes.ts';
import { Refusal, Stranded } from './refusal.ts';
import { type Stamp, sameButCtime, sameInode } from './stamp.ts';
import { type Opened, type OpenedVictim, survivorStands, type Verified } from './verify.ts';

/** Where the victim is while it is judged, and what stands in its place. */
interface Displaced {
  readonly name: BytePath;
  readonly replacement: Replacement | undefined;
}

/** @throws Refusal where all is as before, Stranded where a file had to stay under another name */
export function actDisplacing(intent: DisplacingIntent, proof: Verified, ownChanges: OwnChanges): void {
  const { victim, survivor } = proof;
  const replacement = intent.kind === 'delete' ? undefined : makeReplacement(intent.kind, intent, proof);
  let gone: Look | undefined;
  try {
    gone = displaceFor(replacement, intent, proof);
  } finally {
    // Also where all was put back, a link that has gone again and the moves have left other change times.
    ownChanges.note(victim, gone);
    if (intent.kind === 'hardlink') ownChanges.note(survivor);
  }
}

/** @returns what the victim looks like without that name */
function displaceFor(replacement: Replacement | undefined, intent: DisplacingIntent, proof: Verified): Look {
  const { victim, survivor } = proof;
  const displaced = displace(intent, proof, replacement);
  const survivorStamp = intent.kind === 'hardlink' ? stampNow(survivor) : survivor.stamp;

  const trouble = troubleBeforeUnlink(proof, displaced, survivorStamp);
  if (trouble !== undefined) {
    putBack(intent, proof, displaced, trouble);
    throw new Refusal(trouble);
  }
  try {
    faultPoint('unlink');
    unlinkAt({ folder: victim.folder, name: displaced.name });
  } catch (error) {
    putBack(intent, proof, displaced, reasonOf(error));
    throw error;
  }
  return stillTrue(proof, survivorStamp) ?? rescue(intent, proof, displaced.replacement);
}

/** A rename moves the change time of its inode, which for a hard link is the survivor's; nothing else of it may move. */
function stampNow({ fd, stamp }: Opened): Stamp {
  const now = lookAtOpen(fd).stamp;
  return sameButCtime(now, stamp) ? now : stamp;
}

function displace(intent: DisplacingIntent, proof: Verified, replacement: Replacement | undefined): Displaced {
  const { victim } = proof;
  const { folder } = victim;
  if (replacement === undefined) {
    faultPoint('stage');
    moveAsideAt({ folder, name: victim.name }, { folder, name: intent.aside });
    return { name: intent.aside, replacement };
  }
  const place = folder.at(victim.name);
  try {
    faultPoint('stage');
    if (exchange(folder.at(replacement.name), place)) return { name: replacement.name, replacement };
    moveAside(place, folder.at(intent.aside));
  } catch (error) {
    dropLink(folder, replacement.name, isThat(replacement), place);
    throw error;
  }
  try {
    moveNoReplace(folder.at(replacement.name), place);
  } catch (error) {
    try {
      putBack(intent, proof, { name: intent.aside, replacement: undefined }, reasonOf(error));
    } finally {
      dropLink(folder, replacement.name, isThat(replacement), toFs(intent.survivor.path));
    }
    throw error;
  }
  return { name: intent.aside, replacement };
}

function troubleBeforeUnlink(proof: Verified, displaced: Displaced, survivorStamp: Stamp): string | undefined {
  const { victim } = proof;
  try {
    faultPoint('check-moved');
    const moved = presentAt({ folder: victim.folder, name: displaced.name });
    if (!sameButCtime(moved.stamp, victim.stamp)) return 'it was replaced or changed at the last moment';
    faultPoint('check-survivor');
    if (!survivorStands(proof, survivorStamp)) return 'the file that should stay changed at the last moment';
    return undefined;
  } catch (error) {
    return `the move could not be confirmed: ${reasonOf(error)}`;
  }
}

/**
 * After the unlink, with both descriptors still open: was it true to the end?
 * @returns what the victim looks like now; undefined where it was not, or cannot be told
 */
function stillTrue(proof: Verified, survivorStamp: Stamp): Look | undefined {
  try {
    faultPoint('check-survivor');
    const victimNow = lookAtOpen(proof.victim.fd);
    const unchanged = sameButCtime(victimNow.stamp, proof.victim.stamp);
    return unchanged && survivorStands(proof, survivorStamp) ? victimNow : undefined;
  } catch {
    return undefined;
  }
}

function putBack(intent: DisplacingIntent, { victim }: Verified, displaced: Displaced, trouble: string): void {
  try {
    faultPoint('put-back');
    placeFile(victim.folder, displaced.name, victim.name, occupantOf(intent, displaced.replacement));
  } catch (error) {
    throw stranded(victim, displaced.name, trouble, error);
  }
}

/** The last copy hangs on our descriptor alone: a file of its own again, from that. */
function rescue(intent: DisplacingIntent, { victim }: Verified, replacement: Replacement | undefined): never {
  const trouble = 'the file that should stay changed at the last moment';
  const copy = rescueName(intent);
  bringBack(intent, victim, copy);
  try {
    faultPoint('put-back');
    placeFile(victim.folder, copy, victim.name, occupantOf(intent, replacement));
  } catch (error) {
    throw stranded(victim, copy, trouble, error);
  }
  throw new Refusal(`${trouble}; this one was written back`);
}

function bringBack(intent: DisplacingIntent, { fd, folder }: OpenedVictim, name: BytePath): void {
  const { nlink, mtimeNs } = fstatSync(fd, { bigint: true });
  const calls = libc();
  // Under another of its names it is still there: the very inode gets its name again.
  if (nlink > 0n && calls !== undefined) calls.linkDescriptor(fd, folder.at(name));
  else writeCopy(folder, name, { fd }, { ...intent.metadata, mtimeNs });
}

function occupantOf(intent: DisplacingIntent, replacement: Replacement | undefined): Occupant | undefined {
  return replacement && { isOurs: isThat(replacement), spare: spareName(intent.aside) };
}

function isThat({ stamp }: Replacement): Recognise {
  return (path) => {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat !== undefined && sameInode(stat, stamp);
  };
}

/** Where the file is now, unless it has its place and only what stood there could not go. */
function stranded({ folder, ...victim }: OpenedVictim, name: BytePath, trouble: string, error: unknown): Stranded {
  const place = lstatSync(folder.at(victim.name), { bigint: true, throwIfNoEntry: false });
  const isBack = place !== undefined && sameInode(place, victim.stamp);
  const where = isBack ? 'the file is back' : `the file is kept as ${toText(joinPath(folder.path, name))}`;
  return new Stranded(`${trouble}; ${where} (${reasonOf(error)})`);
}
