/**
 * Opens the catalogue, the one SQLite file in which forkful remembers: hashes of known content, downloads, and the journal
 * of removals. Several processes may have it open at once (write-ahead log, five seconds of patience at a lock).
 */
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Failure, reasonOf } from '../base/errors.ts';
import { stateFolder } from '../base/folders.ts';
import { plural } from '../base/quantities.ts';
import { makeVisible } from '../base/visible.ts';
import { isDamage } from './damage.ts';
import { salvageJournal } from './salvage.ts';
import { schemaSteps } from './schema.ts';
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
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const before = inodeOf(path);
    try {
      return open(path, options.durability ?? 'normal');
    } catch (error) {
      const fault = faultOf(error);
      if (fault === undefined) throw error;
      setAside(path, before, fault, options.onNotice);
      return open(path, options.durability ?? 'normal');
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    const failure = catalogueFailure(error, folder);
    if (failure !== undefined) throw failure;
    throw new Failure(`the catalogue ${makeVisible(path)} cannot be opened: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * For those whose query met damage ({@link isDamage}), and who have closed the database since: looks whether the file is
 * damaged indeed, and sets it aside for the next to begin a new one.
 */
export function setDamagedAside({ stateDir = stateFolder(), onNotice }: CatalogueOptions): void {
  const path = join(stateDir, catalogueName);
  const before = inodeOf(path);
  if (!isSound(path)) setAside(path, before, 'damaged', onNotice);
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
    for (const step of schemaSteps.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${schemaSteps.length}`);
  });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

class NewerCatalogue extends Error {}

/** Why the file itself, not its folder or the disk, is in the way. */
function faultOf(error: unknown): 'damaged' | 'newer' | undefined {
  if (error instanceof NewerCatalogue) return 'newer';
  return isDamage(error) ? 'damaged' : undefined;
}

/** Renames the file and its log, so that nothing is lost for good; leaves it where another process was faster. */
function setAside(
  path: string,
  inode: bigint | undefined,
  fault: 'damaged' | 'newer',
  onNotice: CatalogueOptions['onNotice'],
): void {
  if (inode === undefined || inodeOf(path) !== inode) return;
  const aside = `${path}.${fault}-${new Date().toISOString().replaceAll(':', '-')}`;
  // The log first: a new file must never be taken for the one that an old log belongs to.
  for (const part of ['-wal', '-shm', '']) {
    if (inodeOf(path + part) !== undefined) renameSync(path + part, aside + part);
  }
  const what = fault === 'damaged' ? 'is damaged' : 'was made by a newer forkful';
  const journal = fault === 'damaged' ? takeJournalOver(aside, path) : '';
  onNotice?.(`the catalogue ${what}; it was set aside as ${makeVisible(aside)} and a new one begun${journal}`);
}

/** In one step that is on the disk: whoever opens the new catalogue finds the journal, or the damaged file as it was. */
function takeJournalOver(aside: string, path: string): string {
  const database = open(path, 'full');
  try {
    const taken = transaction(database, () => salvageJournal(aside, database));
    return taken === 0 ? '' : `; ${plural(taken, 'entry', 'entries')} of its journal were taken over for undo`;
  } catch (error) {
    return `; its journal could not be taken over: ${reasonOf(error)}`;
  } finally {
    database.close();
  }
}

function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}
