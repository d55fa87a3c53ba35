import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { fromText } from '../base/byte-path.ts';
import { isUnchanged, textOf } from '../base/file-state.ts';
import type { Twins } from '../download/log.ts';
import { requestKey } from '../download/part-name.ts';
import type { DownloadRequest } from '../download/types.ts';
import { identityAt, isStill, type KnownRow, knownColumns, knownRow } from './download-rows.ts';
import type { ScannedFiles } from './scanned-files.ts';
import type { Strangers } from './strangers.ts';

/** Of one content: files that are gone by now are looked at, too. */
const mostCopies = 1000;

type Row = Readonly<Record<string, SQLOutputValue>>;

/** What arrived in a folder, in this run or an earlier one, and what else is known to have the same content. */
export class DownloadHistory {
  readonly #root: string;
  readonly #scanned: ScannedFiles;
  readonly #strangers: Strangers;
  readonly #hasHistory: boolean;
  readonly #hasContents: boolean;
  readonly #byKey: StatementSync;
  readonly #byContent: StatementSync;

  constructor(database: DatabaseSync, root: string, elsewhere: { scanned: ScannedFiles; strangers: Strangers }) {
    this.#root = root;
    this.#scanned = elsewhere.scanned;
    this.#strangers = elsewhere.strangers;
    // What is not there at the start need not be asked for 20,000 times; this run's own files are in the queue's memory.
    this.#hasHistory = database.prepare('SELECT 1 FROM downloads WHERE root = ? LIMIT 1').get(root) !== undefined;
    this.#hasContents = database.prepare('SELECT 1 FROM downloads LIMIT 1').get() !== undefined;
    this.#byKey = database.prepare(`SELECT ${knownColumns} FROM downloads WHERE root = ? AND key = ?`);
    this.#byContent = database.prepare(
      `SELECT ${knownColumns} FROM downloads WHERE hash = ? AND bytes = ? AND path != ?
       ORDER BY arrived_at, root, key LIMIT ${mostCopies}`,
    );
  }

  /** What came of it, where that is still as it was. */
  found(request: DownloadRequest): KnownRow | undefined {
    const row = this.#hasHistory ? this.#rowOf(request) : undefined;
    if (row === undefined) return undefined;
    const known = knownRow(row);
    return isStill(known) || this.#isLinked(row) ? known : undefined;
  }

  /** The same, where it arrived in one of these runs. */
  foundOf(runs: ReadonlySet<number>, request: DownloadRequest): KnownRow | undefined {
    const run = this.#rowOf(request)?.queued_at;
    return typeof run === 'number' && runs.has(run) ? this.found(request) : undefined;
  }

  knownCopy(hash: string, bytes: number, besides: string): string | undefined {
    if (this.#hasContents) {
      for (const row of this.#byContent.iterate(hash, bytes, besides)) {
        const known = knownRow(row);
        if (isStill(known)) return known.path;
      }
    }
    return this.#copyElsewhere(hash, bytes, besides);
  }

  /** Of what an interrupted run left: the file that came of it, and another one that was there before. */
  twinsOf(request: DownloadRequest): Twins | undefined {
    const row = this.#rowOf(request);
    if (row === undefined) return undefined;
    const [path, hash, bytes] = [String(row.path), String(row.hash), Number(row.bytes)];
    const others = this.#withContent(hash, bytes, path);
    const before = others.find((other) => isEarlier(other, row) && isStill(knownRow(other)));
    const survivor = before === undefined ? this.#copyElsewhere(hash, bytes, path) : String(before.path);
    const isOther =
      survivor !== undefined && (before !== undefined || others.every((other) => other.path !== survivor));
    return isOther && identityAt(survivor) !== identityAt(path) ? { path, hash, survivor } : undefined;
  }

  #rowOf(request: DownloadRequest): Row | undefined {
    return this.#byKey.get(this.#root, requestKey(request));
  }

  #withContent(hash: string, bytes: number, besides: string): readonly Row[] {
    return this.#byContent.all(hash, bytes, besides);
  }

  #copyElsewhere(hash: string, bytes: number, besides: string): string | undefined {
    for (const file of this.#scanned.withContent(hash, bytes)) {
      const path = textOf(file.path);
      if (path !== undefined && path !== besides && isUnchanged(file)) return path;
    }
    const stranger = this.#strangers.withContent(hash, bytes, fromText(besides));
    return stranger === undefined ? undefined : textOf(stranger.path);
  }

  /** Whether it has become another name of a file that is known to have its content, as duplicates do. */
  #isLinked(row: Row): boolean {
    const path = String(row.path);
    const now = identityAt(path);
    if (now === undefined) return false;
    const [hash, bytes] = [String(row.hash), Number(row.bytes)];
    if (this.#withContent(hash, bytes, path).some((other) => knownRow(other).identity === now)) return true;
    for (const { dev, ino, size, mtimeNs } of this.#scanned.withContent(hash, bytes)) {
      if ([dev, ino, size, mtimeNs].join(':') === now) return true;
    }
    return false;
  }
}

/** The one of two that stays where both arrived at the same time is always the same one. */
function isEarlier(one: Row, other: Row): boolean {
  const [first, second] = [Number(one.arrived_at), Number(other.arrived_at)];
  if (first !== second) return first < second;
  return `${one.root}\n${one.key}` < `${other.root}\n${other.key}`;
}
