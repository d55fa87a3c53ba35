/**
 * One removal at a time for a state folder: two runs could each take what the other one keeps. The lock is an exclusive
 * transaction on a database of its own, so that the kernel lets go of it with the process, however that ends.
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../base/errors.ts';
import { stateFolder } from '../base/folders.ts';
import { requireFolder } from '../base/make-folder.ts';
import { sqlite } from '../catalogue/sqlite.ts';

const busy = 5; // SQLITE_BUSY

/** Another process is at it. */
export class RemovalBusy extends Failure {}

export class RemovalLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws RemovalBusy while another process holds it, Failure where the folder cannot be made */
  static take(stateDir: string = stateFolder()): RemovalLock {
    requireFolder(stateDir, 0o700);
    const database = new (sqlite().DatabaseSync)(join(stateDir, 'removal.lock'));
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      return new RemovalLock(database);
    } catch (error) {
      database.close();
      if ((error as { errcode?: unknown }).errcode !== busy) throw error;
      throw new RemovalBusy('another forkful is removing or bringing back files now; try again when it is done', {
        cause: error,
      });
    }
  }

  release(): void {
    this.#database.close();
  }
}
