/**
 * The proof that is due before a victim goes: both files opened without following a link, both still what the scan saw,
 * two different files, equal to the last byte, and unchanged while that was read.
 */
import { closeSync, openSync } from 'node:fs';
import { type BytePath, baseName, dirName } from '../base/byte-path.ts';
import { errorCode, reasonOf } from '../base/errors.ts';
import { type FsPath, libc } from '../base/libc.ts';
import type { Bench } from './act.ts';
import { sameBytes } from './compare.ts';
import { faultPoint } from './faults.ts';
import { lookAt, lookAtOpen, openAt, type Spot, withoutAccessTime } from './file-calls.ts';
import type { Folder, Folders } from './folder.ts';
import type { Place } from './intent.ts';
import type { Look } from './look.ts';
import { identityIsUnstable } from './network.ts';
import type { OwnChanges } from './own-changes.ts';
import { Refusal } from './refusal.ts';
import { changeBetween, type Stamp, sameInode, sameStamp } from './stamp.ts';

/** One of the two files, open for reading. */
export interface Opened {
  readonly path: BytePath;
  readonly name: BytePath;
  readonly fd: number;
  readonly stamp: Stamp;
  /** Not a moment of it has moved since the scan but by our own hand: what the scan says of its content holds. */
  readonly asScanned: boolean;
}

/** The victim: all that is done to its name is done in this folder, whatever becomes of the path to it. */
export interface OpenedVictim extends Opened {
  readonly folder: Folder;
}

export interface Verified {
  readonly victim: OpenedVictim;
  readonly survivor: Opened;
  /** Of the content that both have; undefined where the victim's inode stays whole and nobody will need it. */
  readonly digest: string | undefined;
}

export interface Care extends Bench {
  /** The victim's inode will go: hold writers back where the system can, and take the digest that undo will need. */
  readonly forGood: boolean;
}

/**
 * Calls `act` with the proof; the descriptors stay open, and writers held back, until it returns at least.
 * @throws Refusal with the reason, system errors of open and read
 */
export function verified<T>(
  intent: { readonly victim: Place; readonly survivor: Place; readonly digest?: string | undefined },
  { folders, ownChanges, digester, closeGone, forGood }: Care,
  act: (proof: Verified) => T,
): T {
  const victim = openVictim(intent.victim, folders, ownChanges);
  let close = closeSync;
  try {
    const survivor = open('the file that should stay', intent.survivor, byItsPath(intent.survivor), ownChanges);
    try {
      refuseOneFile(victim, survivor, folders);
      if (forGood) {
        holdWritersBack(victim, 'it');
        holdWritersBack(survivor, 'the file that should stay');
      }
      faultPoint('compare');
      const { size } = survivor.stamp;
      const hashNow = forGood && (intent.digest === undefined || !survivor.asScanned);
      const digest = hashNow ? digester.ofBoth(victim.fd, survivor.fd, size) : intent.digest;
      const equal = hashNow ? digest !== undefined : sameBytes(victim.fd, survivor.fd, size);
      if (!equal || victim.stamp.size !== size)
        throw new Refusal('its content differs from that of the file that should stay');
      faultPoint('stat-again');
      for (const { fd, stamp } of [victim, survivor]) {
        if (!sameStamp(stamp, lookAtOpen(fd).stamp)) {
          throw new Refusal('a file changed while it was compared');
        }
      }
      const result = act({ victim, survivor, digest });
      if (forGood) close = closeGone;
      return result;
    } finally {
      closeSync(survivor.fd);
    }
  } finally {
    close(victim.fd);
  }
}

function openVictim(place: Place, folders: Folders, ownChanges: OwnChanges): OpenedVictim {
  const folder = folders.open(dirName(place.path));
  return { ...open('it', place, { folder, name: baseName(place.path) }, ownChanges), folder };
}

function byItsPath({ path }: Pick<Place, 'path'>): Spot {
  return { folder: undefined, name: path };
}

function open(what: string, place: Place, spot: Spot, ownChanges: OwnChanges): Opened {
  faultPoint('open');
  let fd: number;
  try {
    fd = openAt(spot);
  } catch (error) {
    const words = errorCode(error) === 'ELOOP' ? 'is a symbolic link now' : `cannot be read: ${reasonOf(error)}`;
    throw new Refusal(`${what} ${words}`);
  }
  try {
    const stamp = accept(what, lookAtOpen(fd), place, ownChanges);
    const asScanned = sameStamp(stamp, ownChanges.expected(place.stamp));
    return { path: place.path, name: baseName(place.path), fd, stamp, asScanned };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Never blocks on a fifo that took the file's place; leaves the access time alone where the system lets us. */
export function openForReading(path: FsPath): number {
  return withoutAccessTime((flags) => openSync(path, flags));
}

/** @returns the stamp that holds from now on */
export function accept(what: string, look: Look, place: Place, ownChanges: OwnChanges): Stamp {
  if (!look.isFile) throw new Refusal(`${what} is no regular file now`);
  const now = look.stamp;
  const expected = ownChanges.expected(place.stamp);
  const change = changeBetween(expected, now);
  if (change === undefined) return now;
  // A network file system may give other numbers for the same file at each mount: there the content decides alone.
  const sameOutside = expected.size === now.size && expected.mtimeNs === now.mtimeNs;
  if (sameOutside && identityIsUnstable(dirName(place.path))) return now;
  throw new Refusal(`${what} ${change}`);
}

/**
 * One file reached by two paths must never be taken for two: neither by its inode, nor by its entry in one folder that is
 * mounted at two places (fdupes #173, czkawka #417).
 */
function refuseOneFile(victim: OpenedVictim, survivor: Opened, folders: Folders): void {
  if (sameInode(victim.stamp, survivor.stamp)) throw new Refusal('both paths lead to one and the same file');
  if (victim.name !== survivor.name) return;
  if (sameInode(victim.folder, folders.identity(dirName(survivor.path))))
    throw new Refusal('both paths lead to one entry of the same folder');
}

function holdWritersBack(file: Opened, what: string): void {
  try {
    libc()?.leaseAgainstWriters(file.fd);
  } catch (error) {
    // Every other answer means that leases are not to be had: another's file, a network file system.
    if (errorCode(error) === 'EAGAIN') throw new Refusal(`${what} is being written by another program`);
  }
}

/** The survivor's path still leads to the very file that was compared, and that file has not changed. */
export function survivorStands({ survivor }: Verified, expected: Stamp = survivor.stamp): boolean {
  const look = lookAt(byItsPath(survivor));
  return look?.isFile === true && sameStamp(look.stamp, expected);
}
