import { type BytePath, toFs } from '../base/byte-path.ts';
import { Failure } from '../base/errors.ts';
import { isDamage } from '../catalogue/damage.ts';
import { type ActionRow, Journal, type StateChange } from '../catalogue/journal.ts';
import { beyondCatalogue } from '../catalogue/set-aside.ts';
import { actRestore, type Restoring } from './act-restore.ts';
import { runSteps, type Step } from './batches.ts';
import { faultPoint } from './faults.ts';
import { DamagedIntent, decodeRemoval, encodeIntent, type RemovalIntent, type RestoreIntent } from './intent.ts';
import { RemovalLock } from './lock.ts';
import { isRestored } from './occupant.ts';
import { asideName, newRunId } from './run-id.ts';
import { openSound, type RemovalOptions, withJournal } from './session.ts';
import { holds, inodeKey } from './stamp.ts';
import type { RunRecord, RunSummary } from './types.ts';

/** No run that was not named can be taken back. */
export class NothingToUndo extends Failure {
  constructor() {
    super('there is nothing to take back');
  }
}

/**
 * Takes a run back, last action first, under a run of its own. Nothing is overwritten, and what cannot be taken back now
 * stays undoable.
 * @param run undefined: the last one that can be taken back
 * @throws Failure where there is no such run, or nothing of it to take back; NothingToUndo where none was named
 */
export async function undoRun(run: string | undefined, options: RemovalOptions = {}): Promise<RunSummary> {
  return withJournal(options, {
    begin: (journal) => beginUndo(journal, run, options.stateDir),
    async act({ undo, rows, undoable }, journal, { folders, digester }) {
      const restoring: Restoring = { folders, digester, returned: remainingNames(rows) };
      const { steps, damaged } = stepsOf(undoable, undo, restoring);
      journal.write(damaged, '', []);
      for (const { reason } of damaged) options.onNotice?.(reason);
      const summary = await runSteps(journal, undo, steps, options);
      faultPoint('end-run');
      journal.end(undo);
      return { ...summary, failed: summary.failed + damaged.length };
    },
  });
}

function beginUndo(journal: Journal, run: string | undefined, stateDir: string | undefined) {
  const target = chooseRun(journal.runs(), run, stateDir);
  const rows = journal.actions(target);
  const undoable = journal.undoable(target);
  const undo = newRunId();
  journal.begin(undo, 'undo', Date.now());
  return { undo, rows, undoable };
}

/** Newest first. Does not wait for a removal that runs. @throws Failure where one runs in a damaged journal */
export function listRuns(options: Pick<RemovalOptions, 'stateDir' | 'onNotice'> = {}): readonly RunRecord[] {
  const journal = new Journal(options);
  try {
    return journal.runs();
  } catch (error) {
    if (!isDamage(error)) throw error;
  } finally {
    journal.close();
  }
  // What is set aside must not be what a removal is writing to.
  const lock = RemovalLock.take(options.stateDir);
  try {
    const { journal: sound, begun } = openSound(options, (opened) => opened.runs());
    sound.close();
    return begun;
  } finally {
    lock.release();
  }
}

function chooseRun(runs: readonly RunRecord[], wanted: string | undefined, stateDir: string | undefined): string {
  if (wanted === undefined) {
    const last = runs.find(({ kind, undoable }) => kind === 'apply' && undoable > 0);
    if (last !== undefined) return last.run;
    const beyond = beyondCatalogue(stateDir);
    throw beyond === '' ? new NothingToUndo() : new Failure(`there is nothing to take back${beyond}`);
  }
  const record = runs.find((candidate) => candidate.run === wanted);
  if (record === undefined)
    throw new Failure(`there is no run ${wanted}; forkful undo --list shows them${beyondCatalogue(stateDir)}`);
  if (record.kind === 'undo') throw new Failure(`${wanted} is itself an undo`);
  if (record.undoable === 0) throw new Failure(`nothing of ${wanted} is left to take back`);
  return wanted;
}

/** Names of a former inode that could not be taken away, or that an earlier undo or a rescue has brought back. */
function remainingNames(rows: readonly ActionRow[]): Map<string, BytePath> {
  const remaining = new Map<string, BytePath>();
  for (const { state, intent } of rows) {
    if (state === 'done') continue;
    const original = removalIn(intent);
    if (original instanceof DamagedIntent || original.kind === 'trash') continue;
    const { path, stamp } = original.victim;
    if (holds(toFs(path), stamp) || isRestored(toFs(path), original)) remaining.set(inodeKey(stamp), path);
  }
  return remaining;
}

interface DamagedRow extends StateChange {
  readonly reason: string;
}

/** What can no longer be read is given up, so that it stands in the way of nothing else. */
function stepsOf(
  rows: readonly ActionRow[],
  undo: string,
  restoring: Restoring,
): { readonly steps: readonly Step[]; readonly damaged: readonly DamagedRow[] } {
  const steps: Step[] = [];
  const damaged: DamagedRow[] = [];
  for (const row of rows) {
    const original = removalIn(row.intent);
    if (!(original instanceof DamagedIntent)) steps.push(stepOf(row, original, undo, restoring));
    else {
      const { run, seq, kind } = row;
      const reason = `an action cannot be taken back (${kind}, run ${run}, ${seq}): its entry in the journal is damaged`;
      damaged.push({ run, seq, state: 'failed', reason: `${reason}: ${original.message}` });
    }
  }
  return { steps, damaged };
}

function removalIn(json: string): RemovalIntent | DamagedIntent {
  try {
    return decodeRemoval(json);
  } catch (error) {
    if (error instanceof DamagedIntent) return error;
    throw error;
  }
}

function stepOf(row: ActionRow, original: RemovalIntent, undo: string, restoring: Restoring): Step {
  return {
    kind: 'restore',
    path: original.victim.path,
    survivor: original.survivor.path,
    bytes: row.bytes,
    prepare(seq) {
      const aside = asideName(undo, seq) as BytePath;
      const intent: RestoreIntent = { kind: 'restore', run: row.run, seq: row.seq, aside };
      return {
        intent: encodeIntent(intent),
        act() {
          const missed = actRestore(original, row.digest, aside, restoring);
          const changes = [{ run: row.run, seq: row.seq, state: 'undone' }] as const;
          return { changes, remark: missed.length > 0 ? `restored without ${missed.join('; ')}` : undefined };
        },
      };
    },
  };
}
