/** Of an undo that copies the content back, interrupted: it is finished where it can be. */
import { type BytePath, baseName, dirName, toFs } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { moveNoReplace } from './act-moves.ts';
import { placeFile } from './act-place.ts';
import { dropOrKeep, returnSpare } from './act-recover-displaced.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';
import { exists, type Finding, type Found, untouched } from './found.ts';
import { type DisplacingIntent, spareName } from './intent.ts';
import { isRestored, recognise } from './occupant.ts';
import { Refusal } from './refusal.ts';

/** @param digest of the content that stayed, as the journal has it */
export function recoverCopy(
  original: DisplacingIntent,
  aside: BytePath,
  digest: string | undefined,
  { folders, digester }: Finding,
): Found {
  const folder = folders.open(dirName(original.victim.path));
  const name = baseName(original.victim.path);
  const place = folder.at(name);
  const isOurs = recognise(original);
  const isBack = (path: FsPath) => isRestored(path, original, { digest, digester });
  returnSpare(folder, spareName(aside), name);
  if (exists(folder.at(aside)) && !isBack(place)) placeWhatWaits(folder, aside, name, original, isBack);

  // In its place: what waits is the link that it took it from. Not in its place: a copy of what stays elsewhere.
  const placed = isBack(place);
  const kept = placed
    ? dropOrKeep(folder, aside, isOurs, place)
    : dropOrKeep(folder, aside, isBack, toFs(original.survivor.path));
  const spare = dropOrKeep(folder, spareName(aside), isOurs, place);
  const reason = kept ?? spare;
  if (placed) return { state: 'done', reason };
  return reason === undefined ? untouched : { state: 'failed', reason };
}

function placeWhatWaits(
  folder: Folder,
  aside: BytePath,
  name: BytePath,
  original: DisplacingIntent,
  isBack: (path: FsPath) => boolean,
): void {
  const [from, place] = [folder.at(aside), folder.at(name)];
  faultPoint('place-copy');
  if (!exists(place)) moveNoReplace(from, place);
  else if (isBack(from)) {
    try {
      placeFile(folder, aside, name, { isOurs: recognise(original), spare: spareName(aside) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
