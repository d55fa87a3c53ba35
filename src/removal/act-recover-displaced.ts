/** Of an action that takes the victim's inode away, interrupted: what waits under a private name gets its place again. */
import { closeSync, fstatSync, lstatSync } from 'node:fs';
import { type BytePath, baseName, dirName, toFs } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { dropLink, type Keeps } from './act-drop.ts';
import { moveNoReplace } from './act-moves.ts';
import { placeFile } from './act-place.ts';
import type { Digester } from './digest.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';
import { exists, type Finding, type Found, isFile, keptAs, untouched } from './found.ts';
import { type DisplacingIntent, replacementName, rescueName, spareName } from './intent.ts';
import { isRestored, type Recognise, recognise } from './occupant.ts';
import { Refusal } from './refusal.ts';
import { holdsStartOf } from './same-content.ts';
import { expectDisk } from './same-disk.ts';
import { sameButCtime, stampOf } from './stamp.ts';
import { openForReading } from './verify.ts';

export function recoverDisplacing(intent: DisplacingIntent, { folders, digester }: Finding): Found {
  const { victim } = intent;
  const folder = folders.open(dirName(victim.path));
  const name = baseName(victim.path);
  const place = folder.at(name);
  const isOurs = recognise(intent);
  const names = [intent.aside, replacementName(intent), rescueName(intent), spareName(intent.aside)];
  if (!names.some((own) => exists(folder.at(own))) && !isFile(place, victim.stamp)) expectDisk(folder, intent);
  returnSpare(folder, spareName(intent.aside), name);

  const waiting = waitingName(intent, folder, isOurs);
  if (waiting !== undefined && !isFile(place, victim.stamp)) {
    try {
      faultPoint('put-back');
      placeFile(folder, waiting, name, { isOurs, spare: spareName(intent.aside) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { state: 'failed', reason: keptAs(folder, waiting) };
    }
  }
  const isVictim = (path: FsPath) => isFile(path, victim.stamp);
  // Made, and not yet filled, or refused by a file system without reflinks; while the victim has its place it is nothing else.
  const isEmptyDraft = (path: FsPath) => intent.kind === 'reflink' && isVictim(place) && isEmpty(path);
  const [isReplacement, keeps] = isEmptyDraft(folder.at(replacementName(intent)))
    ? [isEmptyDraft, holdsStartOf]
    : [isOurs, undefined];
  // Where rename is link and unlink, the victim may have both of its names.
  const kept =
    dropOrKeep(folder, intent.aside, isVictim, place) ??
    dropOrKeep(folder, rescueName(intent), isVictim, place) ??
    dropOrKeep(folder, replacementName(intent), isReplacement, place, keeps);
  if (kept !== undefined) return { state: 'failed', reason: kept };
  if (waiting !== undefined || isVictim(place)) return untouched;
  if (!isOurs(place) && isRestored(place, intent)) return untouched;
  return { state: 'done', digest: digestOfSurvivor(intent, digester) };
}

/** Moved out of the way on a file system on which two names cannot change places at once. */
export function returnSpare(folder: Folder, spare: BytePath, name: BytePath): void {
  if (exists(folder.at(spare)) && !exists(folder.at(name))) moveNoReplace(folder.at(spare), folder.at(name));
}

/** The victim, or whatever stood in its place when it was moved; a replacement that never came to stand there is neither. */
function waitingName(intent: DisplacingIntent, folder: Folder, isOurs: Recognise): BytePath | undefined {
  const replacement = replacementName(intent);
  return [intent.aside, replacement, rescueName(intent)].find((candidate) => {
    const path = folder.at(candidate);
    return exists(path) && (candidate !== replacement || !isOurs(path));
  });
}

function isEmpty(path: FsPath): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size === 0;
}

/** @returns in words, what is kept since it may not go */
export function dropOrKeep(
  folder: Folder,
  name: BytePath,
  isOurs: Recognise,
  keeper: FsPath,
  keeps?: Keeps,
): string | undefined {
  try {
    dropLink(folder, name, isOurs, keeper, keeps);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return keptAs(folder, name);
  }
}

/** Only of the very file that was compared, unchanged since. */
function digestOfSurvivor({ survivor }: DisplacingIntent, digester: Digester): string | undefined {
  try {
    const fd = openForReading(toFs(survivor.path));
    try {
      const now = stampOf(fstatSync(fd, { bigint: true }));
      return sameButCtime(now, survivor.stamp) ? digester.of(fd, now.size) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
