/**
 * Takes the journal of removals over from a catalogue that was set aside as damaged: what undo and the recovery after a
 * crash rest on must not go with a bad page of remembered hashes. A damaged b-tree is read from both ends, up to the damage,
 * and a file that was cut short up to where it ends.
 */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { isDamage } from './damage.ts';
import { sqlite } from './sqlite.ts';

type Row = Record<string, SQLOutputValue>;

/**
 * Whatever is read is only believed as far as undo checks it: paths, identities and contents are compared before anything
 * is done with them.
 * @param damaged the file that was set aside; its log lies beside it
 * @returns how many actions were taken over
 */
export function salvageJournal(damaged: string, into: DatabaseSync): number {
  const { runs, actions } = readJournal(damaged);
  const putRun = into.prepare('INSERT OR IGNORE INTO journal_runs VALUES (?, ?, ?, ?)');
  const putAction = into.prepare('INSERT OR IGNORE INTO journal_actions VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const known = new Set<SQLOutputValue | undefined>();
  for (const { run, kind, started_at, ended } of runs) {
    if (!tryRun(() => putRun.run(...bound(run, kind, started_at, ended)))) continue;
    known.add(run);
  }
  let taken = 0;
  for (const { run, seq, kind, bytes, state, intent, digest, reason } of actions) {
    if (!known.has(run)) {
      tryRun(() => putRun.run(...bound(run, 'apply', beginningOf(String(run)), 1)));
      known.add(run);
    }
    if (isJson(intent) && tryRun(() => putAction.run(...bound(run, seq, kind, bytes, state, intent, digest, reason)))) {
      taken += 1;
    }
  }
  return taken;
}

function readJournal(path: string): { runs: Row[]; actions: Row[] } {
  const { DatabaseSync } = sqlite();
  try {
    const database = new DatabaseSync(path, { defensive: false });
    try {
      // Not to write it: else SQLite reads nothing at all of a file that is shorter than its header says.
      database.exec('PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON');
      return {
        runs: fromBothEnds(database, 'SELECT * FROM journal_runs ORDER BY run', 'run'),
        actions: fromBothEnds(database, 'SELECT rowid, * FROM journal_actions NOT INDEXED ORDER BY rowid', 'rowid'),
      };
    } finally {
      database.close();
    }
  } catch (error) {
    if (isDamage(error)) return { runs: [], actions: [] };
    throw error;
  }
}

function fromBothEnds(database: DatabaseSync, query: string, key: string): Row[] {
  const front = upToDamage(database, query);
  if (front.whole) return front.rows;
  const met = new Set(front.rows.map((row) => row[key]));
  const back = upToDamage(database, `${query} DESC`);
  return [...front.rows, ...back.rows.filter((row) => !met.has(row[key]))];
}

function upToDamage(database: DatabaseSync, query: string): { rows: Row[]; whole: boolean } {
  const rows: Row[] = [];
  try {
    for (const row of database.prepare(query).iterate()) rows.push(row);
    return { rows, whole: true };
  } catch (error) {
    if (!isDamage(error) && !isNoTable(error)) throw error;
    return { rows, whole: false };
  }
}

/** Also what damage made of the schema. */
function isNoTable(error: unknown): boolean {
  return (error as { errcode?: unknown } | null)?.errcode === 1;
}

/** A row that the tables refuse was not written by forkful. */
function tryRun(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function bound(...values: (SQLOutputValue | undefined)[]): SQLOutputValue[] {
  return values.map((value) => value ?? null);
}

function isJson(text: unknown): boolean {
  try {
    return typeof text === 'string' && JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

/** A run's name begins with its second (removal/run-id.ts). */
function beginningOf(run: string): number {
  const [date = '', time = ''] = run.split('T');
  return Date.parse(`${date}T${time.slice(0, 8).replaceAll('-', ':')}Z`) || 0;
}
