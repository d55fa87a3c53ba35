/**
 * After a crash: for each action that the journal has begun and not ended, looks where the victim's inode is, and either
 * marks the action as done or puts everything back. Nobody held still meanwhile: what waits under a private name may have
 * been written to, and what has the victim's name may be anybody's.
 */
import { dirName, toText } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { plural } from '../base/quantities.ts';
import { isDamage } from '../catalogue/damage.ts';
import type { ActionRow, Journal, StateChange } from '../catalogue/journal.ts';
import { recoverCopy } from './act-recover-copy.ts';
import { recoverDisplacing } from './act-recover-displaced.ts';
import { recoverTrash, recoverTrashRestore } from './act-recover-trash.ts';
import { faultPoint } from './faults.ts';
import { type Finding, type Found, untouched } from './found.ts';
import { DamagedIntent, decodeIntent, decodeRemoval, type Intent, type RemovalIntent } from './intent.ts';
import { Refusal, Stranded } from './refusal.ts';
import { asideName } from './run-id.ts';

export function recoverAll(journal: Journal, tools: Finding, onNotice: (text: string) => void = () => {}): void {
  const waiting = new Map<string, number>();
  const changes = journal.unfinished().flatMap((row) => {
    const { intent, found } = findOut(row, journal, tools);
    if ((found.state === 'failed' || found.state === 'done') && found.reason !== undefined) onNotice(found.reason);
    if (found.state === 'intended') {
      // What waits was told of when it was first met.
      if (found.reason === row.reason) return [];
      waiting.set(found.reason, (waiting.get(found.reason) ?? 0) + 1);
    }
    return changesFor(row, intent, found);
  });
  for (const [reason, count] of waiting) onNotice(`${plural(count, 'interrupted action')} ${reason}`);
  if (changes.length > 0) {
    faultPoint('journal-results');
    journal.write(changes, '', []);
    const ended = changes.filter(({ state }) => state !== 'undone' && state !== 'intended');
    const done = ended.filter(({ state }) => state === 'done').length;
    if (ended.length > 0) {
      onNotice(`an interrupted run was put in order: ${done} of ${ended.length} open actions had been done`);
    }
  }
  journal.endAll();
}

/** @returns no intent where the journal no longer has it: that row is given up, and stands in no other's way */
function findOut(
  row: ActionRow,
  journal: Journal,
  tools: Finding,
): { readonly intent: Intent | undefined; readonly found: Found } {
  try {
    const intent = decodeIntent(row.intent);
    const removal = intent.kind === 'restore' ? removalOf(intent, journal) : intent;
    if (removal === undefined) return { intent, found: untouched };
    return { intent, found: attempt(removal, () => look(intent, removal, journal, tools)) };
  } catch (error) {
    if (!(error instanceof DamagedIntent)) throw error;
    return { intent: undefined, found: { state: 'failed', reason: unreadable(row, error) } };
  }
}

/** What the action may have left has a name that is known all the same. */
function unreadable({ run, seq, kind }: ActionRow, { message }: DamagedIntent): string {
  const place = kind === 'trash' ? 'the file is in its place or in the trash' : `look for ${asideName(run, seq)}*`;
  return `the entry of an interrupted action (${kind}, run ${run}, ${seq}) is damaged: ${message}; ${place}`;
}

function removalOf({ run, seq }: { readonly run: string; readonly seq: number }, journal: Journal) {
  const row = journal.action(run, seq);
  return row === undefined ? undefined : decodeRemoval(row.intent);
}

function changesFor({ run, seq }: ActionRow, intent: Intent | undefined, found: Found): readonly StateChange[] {
  const own: StateChange = { run, seq, ...found };
  const undone = intent?.kind === 'restore' && found.state === 'done';
  return undone ? [own, { run: intent.run, seq: intent.seq, state: 'undone' }] : [own];
}

function look(intent: Intent, removal: RemovalIntent, journal: Journal, tools: Finding): Found {
  if (intent.kind === 'trash') return recoverTrash(intent, tools.folders);
  if (intent.kind !== 'restore') return recoverDisplacing(intent, tools);
  if (removal.kind === 'trash') return recoverTrashRestore(removal, tools.folders);
  return recoverCopy(removal, intent.aside, journal.action(intent.run, intent.seq)?.digest, tools);
}

/** What only cannot be done now (the disk is not mounted, a folder may not be written) is tried again by the next run. */
function attempt({ victim }: RemovalIntent, work: () => Found): Found {
  try {
    return work();
  } catch (error) {
    if (isDamage(error)) throw error;
    if (error instanceof Stranded || error instanceof Refusal) return { state: 'failed', reason: error.message };
    return {
      state: 'intended',
      reason: `in ${toText(dirName(victim.path))} cannot be put in order yet: ${reasonOf(error)}`,
    };
  }
}
