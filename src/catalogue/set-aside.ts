/**
 * Puts a new catalogue into the place of one that cannot be used. At no moment is the journal in neither: the new file is
 * whole, synced, and known by its name before the old one is moved, and whoever comes after a crash goes on from there.
 */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { reasonOf } from '../base/errors.ts';
import { stateFolder } from '../base/folders.ts';
import { plural } from '../base/quantities.ts';
import { makeVisible } from '../base/visible.ts';
import { salvageJournal } from './salvage.ts';
import { sqlite } from './sqlite.ts';
import { catalogueName } from './trouble.ts';

const lockPatienceMs = 5000;
/** Of SQLite's errors those that go by: locked, and no space left. */
const passing = [5, 6, 13];

export type Fault = 'damaged' | 'newer';

export interface SetAside {
  readonly aside: string;
  /** What became of the journal, in words that go on from those about the file. */
  readonly journal: string;
}

/**
 * @param inode of the file that was found at fault
 * @param create makes the tables in an empty file
 * @returns undefined where another process was faster
 */
export function setAside(
  path: string,
  inode: bigint,
  fault: Fault,
  create: (database: DatabaseSync, fill: (database: DatabaseSync) => void) => void,
): SetAside | undefined {
  return locked(path, () => {
    finish(path);
    if (inodeOf(path) !== inode) return undefined;
    const name = `${fault}-${new Date().toISOString().replaceAll(':', '-')}`;
    let journal = '';
    // What a newer forkful has written may be its own only.
    const fill = (database: DatabaseSync): void => {
      if (fault === 'damaged') journal = takeJournalOver(path, database);
    };
    makeReady(path, name, create, fill);
    finish(path);
    return { aside: `${path}.${name}`, journal };
  });
}

/**
 * In words that follow what is missing from the catalogue: where else it may be, since earlier ones were set aside; empty
 * where none was.
 */
export function beyondCatalogue(stateDir: string = stateFolder()): string {
  const begins = (['damaged', 'newer'] satisfies Fault[]).map((fault) => `${catalogueName}.${fault}-`);
  const isAside = (name: string) => begins.some((begin) => name.startsWith(begin)) && !/-(?:wal|shm)$/.test(name);
  const found = namesIn(stateDir).filter(isAside);
  if (found.length === 0) return '';
  const paths = found.map((name) => makeVisible(join(stateDir, name)));
  return `; what was done before may be on record in ${paths.join(', ')}, which was set aside`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Ends what a crash has interrupted. */
export function finishSettingAside(path: string): void {
  if (readyOf(path) !== undefined) locked(path, () => finish(path));
}

function makeReady(
  path: string,
  name: string,
  create: (database: DatabaseSync, fill: (database: DatabaseSync) => void) => void,
  fill: (database: DatabaseSync) => void,
): void {
  const fresh = `${path}.new`;
  for (const part of ['', '-journal']) rmSync(fresh + part, { force: true });
  const database = new (sqlite().DatabaseSync)(fresh);
  try {
    // No log beside it, which would have to be moved with it.
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = full');
    create(database, fill);
  } catch (error) {
    database.close();
    rmSync(fresh, { force: true });
    throw error;
  }
  database.close();
  renameSync(fresh, path + readyMark + name);
  syncFolder(path);
}

const readyMark = '.ready-';

function readyOf(path: string): string | undefined {
  const begin = basename(path) + readyMark;
  return readdirSync(dirname(path)).find((name) => name.startsWith(begin));
}

/** The lock is held. */
function finish(path: string): void {
  const ready = readyOf(path);
  if (ready === undefined) return;
  const aside = `${path}.${ready.slice(basename(path).length + readyMark.length)}`;
  // The log first: a new file must never be taken for the one that an old log belongs to.
  for (const part of ['-wal', '-shm', '']) {
    if (inodeOf(path + part) !== undefined && inodeOf(aside + part) === undefined)
      renameSync(path + part, aside + part);
  }
  renameSync(join(dirname(path), ready), path);
  syncFolder(path);
}

function takeJournalOver(damaged: string, database: DatabaseSync): string {
  try {
    const taken = salvageJournal(damaged, database);
    return taken === 0 ? '' : `; ${plural(taken, 'entry', 'entries')} of its journal were taken over for undo`;
  } catch (error) {
    const { errcode } = error as { errcode?: unknown };
    if (typeof errcode !== 'number' || passing.includes(errcode & 0xff)) throw error;
    return `; its journal could not be taken over: ${reasonOf(error)}`;
  }
}

/** An exclusive transaction on a database of its own: the kernel lets go of it with the process. */
function locked<T>(path: string, work: () => T): T {
  const lock = new (sqlite().DatabaseSync)(`${path}.lock`, { timeout: lockPatienceMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return work();
  } finally {
    lock.close();
  }
}

export function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
