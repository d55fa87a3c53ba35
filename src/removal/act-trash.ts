/** Moves a victim into the trash: its inode stays whole, so that nothing can be lost on the way. */
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { joinPath, toFs, toText } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { filesFolder, infoFolder } from './act-trash-folder.ts';
import { faultPoint } from './faults.ts';
import { moveAsideAt, moveAt, presentAt, type Spot } from './file-calls.ts';
import type { TrashIntent } from './intent.ts';
import type { Look } from './look.ts';
import type { OwnChanges } from './own-changes.ts';
import { Refusal, Stranded } from './refusal.ts';
import { sameButCtime } from './stamp.ts';
import { infoNameOf, trashInfo } from './trash-info.ts';
import { survivorStands, type Verified } from './verify.ts';

/** @throws Refusal where it was put back, Stranded where it stays in the trash against the plan */
export function actTrash({ trash }: TrashIntent, proof: Verified, ownChanges: OwnChanges): void {
  const { victim } = proof;
  const place = { folder: victim.folder, name: victim.name };
  const inTrash = { folder: undefined, name: joinPath(filesFolder(trash), trash.name) };
  const info = toFs(joinPath(infoFolder(trash), infoNameOf(trash.name)));

  // The specification: first the info file, created exclusively, since it reserves the name.
  faultPoint('write-trash-info');
  writeNew(info, trashInfo(recordedPath(proof, trash.topFolder), new Date()));
  try {
    faultPoint('move-to-trash');
    moveAsideAt(place, inTrash);
  } catch (error) {
    unlinkSync(info);
    throw error;
  }

  const moved = lookAfterMove(inTrash, proof);
  if (typeof moved !== 'string') {
    ownChanges.note(victim, moved);
    return;
  }
  const trouble = moved;
  try {
    faultPoint('put-back');
    moveAt(inTrash, place);
    faultPoint('remove-trash-info');
    unlinkSync(info);
    ownChanges.note(victim);
  } catch (error) {
    throw new Stranded(`${trouble}; it stays in the trash as ${toText(trash.name)} (${reasonOf(error)})`);
  }
  throw new Refusal(trouble);
}

/**
 * Whatever stood under the victim's name was moved; now it can be looked at without anybody swapping it.
 * @returns what the victim looks like now; in words, why it has to go back
 */
function lookAfterMove(inTrash: Spot, proof: Verified): Look | string {
  try {
    faultPoint('check-moved');
    const moved = presentAt(inTrash);
    if (!sameButCtime(moved.stamp, proof.victim.stamp)) return 'it was replaced or changed at the last moment';
    faultPoint('check-survivor');
    return survivorStands(proof) ? moved : 'the file that should stay changed at the last moment';
  } catch (error) {
    return `the move could not be confirmed: ${reasonOf(error)}`;
  }
}

function recordedPath({ victim }: Verified, topFolder: TrashIntent['trash']['topFolder']) {
  const path = joinPath(victim.folder.realPath(), victim.name);
  if (topFolder === undefined) return path;
  return path.slice(topFolder === '/' ? 1 : topFolder.length + 1) as typeof path;
}

function writeNew(path: string | Buffer, text: string): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeSync(fd, text);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}
