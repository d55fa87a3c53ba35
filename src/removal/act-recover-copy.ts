/** Of an undo that copies the content back, interrupted: it is finished where it can be. */
import { lstatSync } from 'node:fs';
import { type BytePath, baseName, dirName, toFs } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { placeFile } from './act-place.ts';
import { dropOrKeep, returnSpare } from './act-recover-displaced.ts';
import { Draft } from './draft.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';
import { exists, type Finding, type Found, untouched } from './found.ts';
import { type DisplacingIntent, spareName } from './intent.ts';
import { isRestored, type Recognise, recognise } from './occupant.ts';
import { Refusal } from './refusal.ts';
import { holdsStartOf } from './same-content.ts';
import { expectDisk } from './same-disk.ts';

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
  const record = { digest, digester };
  const isOurs = recognise(original, record);
  const isBack = (path: FsPath) => isRestored(path, original, record);
  const waits = [aside, spareName(aside)].some((own) => exists(folder.at(own)));
  if (!waits && !isBack(place)) expectDisk(folder, original);
  returnSpare(folder, spareName(aside), name);
  if (isBack(folder.at(aside)) && !isBack(place)) placeCopy(folder, aside, name, isOurs);

  // In its place: what waits is the link that it took it from. Not in its place: a copy of what stays elsewhere.
  const placed = isBack(place);
  const [isKnown, keeper] = placed ? [isOurs, place] : [isBack, toFs(original.survivor.path)];
  const kept = isKnown(folder.at(aside))
    ? dropOrKeep(folder, aside, isKnown, keeper)
    : dropDraft(folder, aside, keeper);
  const spare = dropOrKeep(folder, spareName(aside), isOurs, place);
  const reason = kept ?? spare;
  if (placed) return { state: 'done', reason };
  return reason === undefined ? untouched : { state: 'failed', reason };
}

function placeCopy(folder: Folder, aside: BytePath, name: BytePath, isOurs: Recognise): void {
  faultPoint('place-copy');
  try {
    placeFile(folder, aside, name, { isOurs, spare: spareName(aside) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/**
 * Where every file has a name from its first moment, a crash leaves the beginning of a copy, which goes while another file
 * has all of its bytes. Elsewhere what is not whole was made so by somebody, and is kept.
 */
function dropDraft(folder: Folder, aside: BytePath, keeper: FsPath): string | undefined {
  const mayBeDraft = (path: FsPath) => isOnlyName(path) && Draft.isNamedAtOnce(folder);
  return dropOrKeep(folder, aside, mayBeDraft, keeper, holdsStartOf);
}

function isOnlyName(path: FsPath): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.nlink === 1;
}
