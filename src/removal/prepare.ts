/** Turns a planned action into the intent that the journal takes. Looks, and changes nothing but to make a trash folder. */
import { readdirSync } from 'node:fs';
import { absolute } from '../base/absolute.ts';
import { type BytePath, baseName, dirName, toFs } from '../base/byte-path.ts';
import type { Bench } from './act.ts';
import { filesFolder, infoFolder, type Trash, type Trashes } from './act-trash-folder.ts';
import { presentAt } from './file-calls.ts';
import type { Folder } from './folder.ts';
import type { Place, RemovalIntent, TrashPlace } from './intent.ts';
import { captureMetadata } from './metadata.ts';
import { asideName } from './run-id.ts';
import { nameOfInfo, trashName } from './trash-info.ts';
import type { PlannedAction } from './types.ts';
import { accept } from './verify.ts';

export interface Workshop extends Bench {
  readonly trashes: Trashes;
  /** Names in each trash that are taken, or that the journal has promised to earlier actions of this run. */
  readonly trashNames: Map<BytePath, Set<BytePath>>;
}

/** @throws Refusal, Failure and system errors, each the reason why this action is left out */
export function prepare(run: string, seq: number, action: PlannedAction, workshop: Workshop): RemovalIntent {
  const victim = placeOf(action.victim);
  const common = { victim, survivor: placeOf(action.survivor), bytes: action.bytes, digest: action.digest };
  const { folders } = workshop;
  const parent = dirName(victim.path);
  const name = baseName(victim.path);
  if (action.kind === 'trash') {
    const folder = folders.open(parent);
    return { kind: action.kind, ...common, folder: folder.record(), trash: chooseTrash(folder, name, workshop) };
  }

  // By its identity and times this is the victim, wherever its folder is; the act looks where the path leads.
  const folder = folders.peek(parent);
  const look = presentAt({ folder, name });
  accept('it', look, victim, workshop.ownChanges);
  const aside = asideName(run, seq) as BytePath;
  const metadata = captureMetadata({ folder, name }, look);
  return { kind: action.kind, ...common, folder: folder.record(), aside, metadata };
}

function placeOf({ path, dev, ino, size, mtimeNs, ctimeNs }: PlannedAction['victim']): Place {
  return { path: absolute(path), stamp: { dev, ino, size, mtimeNs, ctimeNs } };
}

function chooseTrash(folder: Folder, name: BytePath, { trashes, trashNames }: Workshop): TrashPlace {
  const trash = trashes.for(folder);
  let taken = trashNames.get(trash.path);
  if (taken === undefined) {
    taken = namesIn(trash);
    trashNames.set(trash.path, taken);
  }
  for (let attempt = 0; ; attempt++) {
    const candidate = trashName(name, attempt);
    if (taken.has(candidate)) continue;
    taken.add(candidate);
    return { ...trash, name: candidate };
  }
}

/** Once a run: should another program take one of the names meanwhile, the note cannot be made, and nothing is moved. */
function namesIn(trash: Trash): Set<BytePath> {
  const names = list(filesFolder(trash));
  for (const info of list(infoFolder(trash))) names.push(nameOfInfo(info));
  return new Set(names);
}

function list(folder: BytePath): BytePath[] {
  return readdirSync(toFs(folder), 'latin1') as BytePath[];
}
