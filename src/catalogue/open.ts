/**
 * Opens the catalogue, the one SQLite file in which forkful remembers: hashes of known content, downloads, and the journal
 * of removals. Several processes may have it open at once (write-ahead log, five seconds of patience at a lock).
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Failure, reasonOf } from '../base/errors.ts';
import { stateFolder } from '../base/folders.ts';
import { requireFolder } from '../base/make-folder.ts';
import { makeVisible } from '../base/visible.ts';
import { isDamage } from './damage.ts';
import { schemaSteps } from './schema.ts';
import { type Fault, finishSettingAside, inodeOf, setAside } from './set-aside.ts';
import { sqlite } from './sqlite.ts';
import { catalogueFailure, catalogueName } from './trouble.ts';

export interface CatalogueOptions {
  /** The folder that holds it, made where missing; default: {@link stateFolder}. */
  readonly stateDir?: string | undefined;
  /** Told, in words, that a damaged file, or one of a newer forkful, was set aside. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /**
   * `full`: a commit is on the disk when it returns, as the journal needs it. `normal` (the default): a power cut may take
   * the last commits, never the file.
   */
  readonly durability?: 'normal' | 'full' | undefined;
}

export const lockPatienceMs = 5000;

/** @throws Failure where the folder cannot be made or written */
export function openCatalogue(options: CatalogueOptions = {}): DatabaseSync {
  const folder = options.stateDir ?? stateFolder();
  const path = join(folder, catalogueName);
  const notOpened = (error: unknown) =>
    new Failure(`the catalogue ${makeVisible(path)} cannot be opened: ${reasonOf(error)}`, { cause: error });
  try {
    requireFolder(folder, 0o700);
  } catch (error) {
    throw notOpened(error);
  }
  try {
    finishSettingAside(path);
    const before = inodeOf(path);
    try {
      return open(path, options.durability ?? 'normal');
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined) throw error;
      replace(path, before, fault, options.onNotice);
      return open(path, options.durability ?? 'normal');
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw catalogueFailure(error, folder) ?? notOpened(error);
  }
}

/**
 * For those whose query met damage ({@link isDamage}), and who have closed the database since: looks whether the file is
 * damaged indeed, and sets it aside for the next to begin a new one.
 */
export function setDamagedAside({ stateDir = stateFolder(), onNotice }: CatalogueOptions): void {
  const path = join(stateDir, catalogueName);
  const before = inodeOf(path);
  if (!isSound(path)) replace(path, before, 'damaged', onNotice);
}

function isSound(path: string): boolean {
  const { DatabaseSync } = sqlite();
  const database = new DatabaseSync(path, { timeout: lockPatienceMs });
  try {
    // Not the quick one, which takes an index for sound that leads to rows that are not there.
    return database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check === 'ok';
  } catch (error) {
    return !isDamage(error);
  } finally {
    database.close();
  }
}

/** Runs `work` in a transaction that holds the write lock from its beginning; a throw undoes it. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function open(path: string, durability: 'normal' | 'full'): DatabaseSync {
  const { DatabaseSync } = sqlite();
  const database = new DatabaseSync(path, { timeout: lockPatienceMs });
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync): void {
  if (versionOf(database) === schemaSteps.length) return;
  transaction(database, () => {
    const version = versionOf(database);
    if (version > schemaSteps.length) throw new NewerCatalogue();
    for (const step of schemaSteps.slice(version)) takeStep(database, step);
    database.exec(`PRAGMA user_version = ${schemaSteps.length}`);
  });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

class NewerCatalogue extends Error {}

/** It has tables that its version says it has not yet, or the other way round. */
class OddCatalogue extends Error {}

const cannotBeSaid = 1; // SQLITE_ERROR

function takeStep(database: DatabaseSync, step: string): void {
  try {
    database.exec(step);
  } catch (error) {
    if ((error as { errcode?: unknown }).errcode !== cannotBeSaid) throw error;
    throw new OddCatalogue('its version is not that of its tables', { cause: error });
  }
}

/** Why the file itself, not its folder or the disk, is in the way. */
function faultOf(error: unknown): Fault | undefined {
  if (error instanceof NewerCatalogue) return 'newer';
  return isDamage(error) || error instanceof OddCatalogue ? 'damaged' : undefined;
}

/** Nothing is lost for good: the file is renamed. Left to the other where another process was faster. */
function replace(path: string, inode: bigint | undefined, fault: Fault, onNotice: CatalogueOptions['onNotice']): void {
  if (inode === undefined) return;
  const done = setAside(path, inode, fault, (database, fill) => {
    migrate(database);
    transaction(database, () => fill(database));
  });
  if (done === undefined) return;
  const what = fault === 'damaged' ? 'is damaged' : 'was made by a newer forkful';
  onNotice?.(
    `the catalogue ${what}; it was set aside as ${makeVisible(done.aside)} and a new one begun${done.journal}`,
  );
}
