/** What every run needs: the lock, the journal, and what a crash left behind put right before anything else. */
import type { BytePath } from '../base/byte-path.ts';
import { Failure } from '../base/errors.ts';
import { isDamage } from '../catalogue/damage.ts';
import { Journal } from '../catalogue/journal.ts';
import { setDamagedAside } from '../catalogue/open.ts';
import { catalogueFailure } from '../catalogue/trouble.ts';
import { recoverAll } from './act-recover.ts';
import { Trashes } from './act-trash-folder.ts';
import type { RunOptions } from './batches.ts';
import { Digester } from './digest.ts';
import { Folders } from './folder.ts';
import { closeLater } from './late-close.ts';
import { RemovalBusy, RemovalLock } from './lock.ts';
import { OwnChanges } from './own-changes.ts';
import type { Workshop } from './prepare.ts';

export interface RemovalOptions extends RunOptions {
  /** Holds the journal; default: the state folder of the user. */
  readonly stateDir?: string | undefined;
  /** The home trash; default: that of the user. */
  readonly trashFolder?: BytePath | undefined;
  /** Actions from which on a second thread acts too; default: as many as make up for its start. */
  readonly fewestForHelper?: number | undefined;
  /** Told, in words, what was found damaged or unfinished and what became of it. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** What a run does with the journal. */
export interface JournalWork<Begun, Result> {
  /** Reads what the run needs, and writes last that it begins: where it meets damage, it is called once more. */
  begin(journal: Journal): Begun;
  act(begun: Begun, journal: Journal, workshop: Workshop): Result | Promise<Result>;
}

/** @throws Failure while another removal runs, and where the journal turns out to be damaged in the middle of this one */
export async function withJournal<Begun, Result>(
  options: RemovalOptions,
  { begin, act }: JournalWork<Begun, Result>,
): Promise<Result> {
  const lock = RemovalLock.take(options.stateDir);
  const folders = new Folders();
  try {
    const digester = await Digester.create();
    const trashes = new Trashes(options.trashFolder);
    const { journal, begun } = openSound(options, (opened) => {
      recoverAll(opened, { folders, digester }, options.onNotice);
      return begin(opened);
    });
    try {
      return await act(begun, journal, {
        digester,
        folders,
        trashes,
        ownChanges: new OwnChanges(),
        trashNames: new Map(),
        closeGone: closeLater,
      });
    } catch (error) {
      if (!isDamage(error)) throw catalogueFailure(error, options.stateDir) ?? error;
      journal.close();
      setDamagedAside(options);
      throw new Failure(
        'the journal turned out to be damaged and the run was stopped; what it had begun is put in order at the next start',
        { cause: error },
      );
    } finally {
      journal.close();
    }
  } finally {
    folders.close();
    lock.release();
  }
}

/**
 * Where `look` meets damage, the catalogue is set aside, what can be read of the journal is taken over into a new one, and
 * all is looked at again. Only for what may be done twice: the recovery may.
 */
export function openSound<T>(
  options: RemovalOptions,
  look: (journal: Journal) => T,
): { readonly journal: Journal; readonly begun: T } {
  const open = () => {
    const journal = new Journal(options);
    try {
      return { journal, begun: look(journal) };
    } catch (error) {
      journal.close();
      throw error;
    }
  };
  try {
    return open();
  } catch (error) {
    if (!isDamage(error)) throw catalogueFailure(error, options.stateDir) ?? error;
    setDamagedAside(options);
    return open();
  }
}

/** Puts in order what a crash left, and does nothing else; the screen calls it at its start. */
export async function recover(options: RemovalOptions = {}): Promise<void> {
  try {
    await withJournal(options, { begin() {}, act() {} });
  } catch (error) {
    // A removal that runs has put things in order itself, and its own open actions are its own.
    if (!(error instanceof RemovalBusy)) throw error;
  }
}
