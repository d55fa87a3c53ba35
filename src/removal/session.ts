/** What every run needs: the lock, the journal, and what a crash left behind put right before anything else. */
import type { BytePath } from '../base/byte-path.ts';
import { Journal } from '../catalogue/journal.ts';
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

/** @throws Failure while another removal runs */
export async function withJournal<T>(
  options: RemovalOptions,
  work: (journal: Journal, workshop: Workshop) => T | Promise<T>,
): Promise<T> {
  const lock = RemovalLock.take(options.stateDir);
  try {
    const journal = new Journal(options);
    const folders = new Folders();
    try {
      const digester = await Digester.create();
      recoverAll(journal, { folders, digester }, options.onNotice);
      const trashes = new Trashes(options.trashFolder);
      return await work(journal, {
        digester,
        folders,
        trashes,
        ownChanges: new OwnChanges(),
        trashNames: new Map(),
        closeGone: closeLater,
      });
    } finally {
      folders.close();
      journal.close();
    }
  } finally {
    lock.release();
  }
}

/** Puts in order what a crash left, and does nothing else; the screen calls it at its start. */
export async function recover(options: RemovalOptions = {}): Promise<void> {
  try {
    await withJournal(options, () => {});
  } catch (error) {
    // A removal that runs has put things in order itself, and its own open actions are its own.
    if (!(error instanceof RemovalBusy)) throw error;
  }
}
