/**
 * After a crash: for each action that the journal has begun and not ended, looks where the victim's inode is, and either
 * marks the action as done or puts everything back. Nothing is deleted here whose content is not known to stay.
 */
import { closeSync, fstatSync, lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { type BytePath, baseName, dirName, joinPath, toFs, toText } from '../base/byte-path.ts';
import { errorCode, reasonOf } from '../base/errors.ts';
import type { ActionRow, Journal, StateChange } from '../catalogue/journal.ts';
import { placeFile } from './act-place.ts';
import { filesFolder, infoFolder } from './act-trash-folder.ts';
import type { Digester } from './digest.ts';
import { faultPoint } from './faults.ts';
import type { Folder, Folders } from './folder.ts';
import {
  type DisplacingIntent,
  decodeIntent,
  decodeRemoval,
  type RestoreIntent,
  replacementName,
  spareName,
  type TrashIntent,
} from './intent.ts';
import { realPathOf } from './mounts.ts';
import { isRestored, occupantOf } from './occupant.ts';
import { isBeginningOf } from './same-content.ts';
import { holds, sameButCtime, stampOf } from './stamp.ts';
import { infoNameOf, trashInfo } from './trash-info.ts';
import { openForReading } from './verify.ts';

type Found =
  | { readonly state: 'done'; readonly digest?: string | undefined }
  | { readonly state: 'skipped' | 'failed'; readonly reason: string };

const untouched: Found = {
  state: 'skipped',
  reason: 'the run was interrupted before this was done; nothing was changed',
};

export interface Finding {
  readonly folders: Folders;
  readonly digester: Digester;
}

export function recoverAll(journal: Journal, tools: Finding, onNotice?: (text: string) => void): void {
  const rows = journal.unfinished();
  if (rows.length > 0) {
    const changes = rows.flatMap((row) => changesFor(row, journal, tools, onNotice));
    faultPoint('journal-results');
    journal.write(changes, '', []);
    const done = changes.filter(({ state }) => state === 'done').length;
    onNotice?.(`an interrupted run was put in order: ${done} of ${rows.length} open actions had been done`);
  }
  journal.endAll();
}

function changesFor(
  row: ActionRow,
  journal: Journal,
  tools: Finding,
  onNotice: ((text: string) => void) | undefined,
): readonly StateChange[] {
  const intent = decodeIntent(row.intent);
  const found = attempt(() => {
    switch (intent.kind) {
      case 'trash':
        return recoverTrash(intent, tools.folders);
      case 'restore':
        return recoverRestore(intent, journal, tools.folders);
      default:
        return recoverDisplacing(intent, tools);
    }
  });
  if (found.state === 'failed') onNotice?.(found.reason);
  const own: StateChange = { run: row.run, seq: row.seq, ...found };
  const undone = intent.kind === 'restore' && found.state === 'done';
  return undone ? [own, { run: intent.run, seq: intent.seq, state: 'undone' }] : [own];
}

function attempt(look: () => Found): Found {
  try {
    return look();
  } catch (error) {
    // Its folder is gone: there is nothing of ours left to put in order.
    if (errorCode(error) === 'ENOENT') return { state: 'skipped', reason: 'its folder is gone' };
    return { state: 'failed', reason: `an interrupted action could not be put in order: ${reasonOf(error)}` };
  }
}

function recoverTrash({ victim, trash }: TrashIntent, folders: Folders): Found {
  const file = joinPath(filesFolder(trash), trash.name);
  if (holds(toFs(file), victim.stamp)) return { state: 'done' };
  const info = toFs(joinPath(infoFolder(trash), infoNameOf(trash.name)));
  const folder = folders.open(dirName(victim.path));
  if (!exists(toFs(file)) && isOurInfo(info, { victim, trash }, folder)) {
    faultPoint('remove-trash-info');
    unlinkSync(info);
  }
  return untouched;
}

/** Our note reserves the name until the file is there; somebody else's note is let alone. */
function isOurInfo(info: string | Buffer, { victim, trash }: Pick<TrashIntent, 'victim' | 'trash'>, folder: Folder) {
  const absolute = joinPath(realPathOf(folder), baseName(victim.path));
  const cut = trash.topFolder === undefined ? 0 : trash.topFolder === '/' ? 1 : trash.topFolder.length + 1;
  const ours = trashInfo(absolute.slice(cut) as BytePath, new Date(0))
    .split('\n')
    .slice(0, 2)
    .join('\n');
  try {
    const text = readFileSync(info, 'latin1');
    return text === '' || text.startsWith(`${ours}\n`);
  } catch {
    return false;
  }
}

function recoverDisplacing(intent: DisplacingIntent, { folders, digester }: Finding): Found {
  const { victim } = intent;
  const folder = folders.open(dirName(victim.path));
  const name = baseName(victim.path);
  const { isOurs } = occupantOf(intent);
  const replacement = replacementName(intent);
  const names = [intent.aside, replacement, spareName(intent.aside)];

  if (!holds(folder.at(name), victim.stamp)) {
    const waiting = names.find((candidate) => holds(folder.at(candidate), victim.stamp));
    if (waiting === undefined) return finishDisplaced(intent, folder, digester);
    faultPoint('put-back');
    placeFile(folder, waiting, name, { isOurs, spare: `${intent.aside}.spare` as BytePath });
  }
  for (const leftover of names) removeOurs(folder, leftover, isOurs, intent);
  return untouched;
}

/** The victim's inode is gone: it was done. What a rescue may have left is looked at first. */
function finishDisplaced(intent: DisplacingIntent, folder: Folder, digester: Digester): Found {
  const digest = digestOfSurvivor(intent, digester);
  const copy = folder.at(intent.aside);
  if (exists(copy) && (digest === undefined || !removeOurs(folder, intent.aside, () => false, intent))) {
    return { state: 'failed', reason: `a copy is kept as ${toText(joinPath(folder.path, intent.aside))}` };
  }
  return { state: 'done', digest };
}

/** Removes what we left under a private name: a link of ours, or a copy that says nothing but what stays elsewhere. */
function removeOurs(
  folder: Folder,
  name: BytePath,
  isOurs: (path: string | Buffer) => boolean,
  { survivor }: DisplacingIntent,
): boolean {
  const path = folder.at(name);
  if (!exists(path)) return true;
  if (!isOurs(path) && !isBeginningOf(path, survivor.path)) return false;
  unlinkSync(path);
  return true;
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

function recoverRestore({ run, seq, aside }: RestoreIntent, journal: Journal, folders: Folders): Found {
  const row = journal.action(run, seq);
  if (row === undefined) return untouched;
  const original = decodeRemoval(row.intent);
  const folder = folders.open(dirName(original.victim.path));
  const place = folder.at(baseName(original.victim.path));
  if (original.kind === 'trash') {
    if (!holds(place, original.victim.stamp)) return untouched;
    const info = toFs(joinPath(infoFolder(original.trash), infoNameOf(original.trash.name)));
    if (isOurInfo(info, original, folder)) unlinkSync(info);
    return { state: 'done' };
  }
  return recoverCopy(original, aside, folder, place);
}

/** A link under the private name means that the copy has its place; a copy there, that it has not. */
function recoverCopy(original: DisplacingIntent, aside: BytePath, folder: Folder, place: string | Buffer): Found {
  const { isOurs } = occupantOf(original);
  const spare = spareName(aside);
  if (exists(folder.at(spare)) && !exists(place)) placeFile(folder, spare, baseName(original.victim.path), undefined);
  const placed = isRestored(place, original);
  for (const name of [aside, spare]) removeOurs(folder, name, placed ? isOurs : () => false, original);
  return placed ? { state: 'done' } : untouched;
}

function exists(path: string | Buffer): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
