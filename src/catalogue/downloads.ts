import type { DatabaseSync } from 'node:sqlite';
import { fromText } from '../base/byte-path.ts';
import { Failure } from '../base/errors.ts';
import { type KnownFile, stateOf } from '../base/file-state.ts';
import type { Arrival, DownloadLog, Recalled, Twins, Unfinished } from '../download/log.ts';
import { requestKey } from '../download/part-name.ts';
import type { Checkpoint } from '../download/protocol.ts';
import type { DownloadRequest } from '../download/types.ts';
import { isDamage } from './damage.ts';
import { DownloadHistory } from './download-history.ts';
import { checkpointFrom, queueRow, requestFrom } from './download-rows.ts';
import { type CatalogueOptions, lockPatienceMs, openCatalogue, setDamagedAside, transaction } from './open.ts';
import { ScannedFiles } from './scanned-files.ts';
import { Strangers } from './strangers.ts';
import { catalogueFailure } from './trouble.ts';

/** @param root the target folder, absolute. @throws Failure where the catalogue cannot be opened */
export function openDownloadLog(root: string, options: CatalogueOptions = {}): DownloadLog {
  return new CatalogueLog(openCatalogue(options), root, options);
}

/** Writes are gathered until `flush`: one transaction for hundreds of small files. */
class CatalogueLog implements DownloadLog {
  readonly #database: DatabaseSync;
  readonly #root: string;
  readonly #options: CatalogueOptions;
  #damaged = false;
  /** What was left unfinished here, and when the run that left it had queued it; milliseconds since the epoch. */
  readonly #left: ReadonlyMap<string, number>;
  /** The runs, by the same time, of which something has been queued again. */
  readonly #takenUp = new Set<number>();
  readonly #history: DownloadHistory;
  readonly #strangers: Strangers;
  /** Rows of the queue: key and request. */
  #queued: (readonly [key: string, request: string])[] = [];
  #arrived: { readonly key: string; readonly arrival: Arrival }[] = [];
  #owed = new Set<string>();
  #moved: { readonly key: string; readonly path: string }[] = [];
  #dropped = new Set<string>();
  #givenUp = new Set<string>();
  #progress = new Map<string, Checkpoint>();

  constructor(database: DatabaseSync, root: string, options: CatalogueOptions) {
    this.#database = database;
    this.#options = options;
    this.#root = root;
    const left = database
      .prepare(
        "SELECT key, json_extract(request, '$.queuedAt') AS run FROM download_queue WHERE root = ? AND given_up = 0",
      )
      .all(root);
    this.#left = new Map(left.map(({ key, run }) => [String(key), Number(run)]));
    const scanned = new ScannedFiles(database);
    this.#strangers = new Strangers(database, root, scanned);
    this.#history = new DownloadHistory(database, root, { scanned, strangers: this.#strangers });
  }

  unfinished(): readonly Unfinished[] {
    const rows = this.#database
      .prepare('SELECT request, checkpoint FROM download_queue WHERE root = ? ORDER BY rowid')
      .all(this.#root);
    return rows.map(({ request, checkpoint }) => ({
      request: requestFrom(String(request)),
      checkpoint: checkpoint === null ? undefined : checkpointFrom(String(checkpoint)),
    }));
  }

  queued(requests: readonly DownloadRequest[]): void {
    const keys = requests.map(requestKey);
    // What is new among them belongs to the run that they take up.
    let takenUp: number | undefined;
    for (const key of keys) takenUp ??= this.#left.get(key);
    const queuedAt = takenUp ?? Date.now();
    this.#write(() => this.#insert(requests.map((request) => queueRow(request, queuedAt))));
    for (const key of keys) {
      const run = this.#left.get(key);
      if (run !== undefined) this.#takenUp.add(run);
      this.#dropped.delete(key);
      this.#givenUp.delete(key);
    }
  }

  queuedInPart(requests: readonly DownloadRequest[], since: number): void {
    for (const request of requests) this.#queued.push(queueRow(request, since));
  }

  #insert(rows: Iterable<readonly [key: string, request: string]>): void {
    const insert = this.#database.prepare(
      `INSERT INTO download_queue (root, key, request) VALUES (?, ?, ?)
       ON CONFLICT (root, key) DO UPDATE SET request = excluded.request, given_up = 0 WHERE given_up = 1`,
    );
    for (const [key, request] of rows) insert.run(this.#root, key, request);
  }

  exchanged(one: DownloadRequest, other: DownloadRequest): void {
    const find = this.#database.prepare('SELECT rowid AS place FROM download_queue WHERE root = ? AND key = ?');
    const put = this.#database.prepare('UPDATE download_queue SET rowid = ? WHERE root = ? AND key = ?');
    const keys = [requestKey(one), requestKey(other)] as const;
    this.#write(() => {
      const [first, second] = keys.map((key) => find.get(this.#root, key)?.place);
      if (typeof first !== 'number' || typeof second !== 'number') return;
      put.run(-first, this.#root, keys[0]);
      put.run(first, this.#root, keys[1]);
      put.run(second, this.#root, keys[0]);
    });
  }

  progress(request: DownloadRequest, checkpoint: Checkpoint): void {
    this.#progress.set(requestKey(request), checkpoint);
  }

  arrived(request: DownloadRequest, arrival: Arrival): void {
    const key = requestKey(request);
    this.#progress.delete(key);
    this.#arrived.push({ key, arrival });
  }

  owed(request: DownloadRequest): void {
    this.#owed.add(requestKey(request));
  }

  moved(request: DownloadRequest, path: string): void {
    this.#moved.push({ key: requestKey(request), path });
  }

  dropped(request: DownloadRequest): void {
    const key = requestKey(request);
    this.#progress.delete(key);
    this.#dropped.add(key);
  }

  gaveUp(request: DownloadRequest): void {
    this.#givenUp.add(requestKey(request));
  }

  arrivedBefore(request: DownloadRequest): string | undefined {
    if (this.#takenUp.size === 0 || request.checksum !== undefined) return undefined;
    return this.#history.foundOf(this.#takenUp, request)?.path;
  }

  recall(request: DownloadRequest): Recalled | undefined {
    const row = request.checksum === undefined ? this.#history.found(request) : undefined;
    if (row === undefined) return undefined;
    const { path, etag, lastModified } = row;
    return etag === undefined && lastModified === undefined ? undefined : { path, condition: { etag, lastModified } };
  }

  held(request: DownloadRequest): string | undefined {
    return this.#history.found(request)?.path;
  }

  knownCopy(hash: string, bytes: number, besides: string): string | undefined {
    return this.#history.knownCopy(hash, bytes, besides);
  }

  twinsOf(request: DownloadRequest): Twins | undefined {
    return this.#history.twinsOf(request);
  }

  strangers(bytes: number): readonly KnownFile[] {
    return this.#strangers.ofSize(bytes);
  }

  learnt(file: KnownFile, hash: string | undefined): void {
    this.#strangers.learnt(file, hash);
  }

  flush(): Failure | undefined {
    const pending =
      this.#queued.length +
      this.#arrived.length +
      this.#moved.length +
      this.#dropped.size +
      this.#givenUp.size +
      this.#progress.size;
    if (pending === 0) return undefined;
    try {
      this.#record();
      this.#wait(lockPatienceMs);
      return undefined;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Whoever has the lock may have it for long: until the end nothing waits for it twice.
      this.#wait(0);
      return error;
    }
  }

  #record(): void {
    this.#write(() => {
      this.#insert(this.#queued);
      const remember = this.#database.prepare(
        `INSERT OR REPLACE INTO downloads
         (root, key, final_url, etag, last_modified, path, bytes, hash, dev, ino, mtime_ns, arrived_at, queued_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
           (SELECT json_extract(request, '$.queuedAt') FROM download_queue WHERE root = ?1 AND key = ?2))`,
      );
      const leave = this.#database.prepare('DELETE FROM download_queue WHERE root = ? AND key = ?');
      const advance = this.#database.prepare('UPDATE download_queue SET checkpoint = ? WHERE root = ? AND key = ?');
      const giveUp = this.#database.prepare('UPDATE download_queue SET given_up = 1 WHERE root = ? AND key = ?');
      const move = this.#database.prepare(
        'UPDATE downloads SET path = ?, dev = ?, ino = ?, mtime_ns = ? WHERE root = ? AND key = ?',
      );
      const now = Date.now();
      for (const { key, arrival } of this.#arrived) {
        const { finalUrl, etag = null, lastModified = null, path, bytes, hash, identity } = arrival;
        this.#strangers.arrived({ ...identity, size: bytes });
        const [dev, ino, mtimeNs] = [`${identity.dev}`, `${identity.ino}`, `${identity.mtimeNs}`];
        remember.run(this.#root, key, finalUrl, etag, lastModified, path, bytes, hash, dev, ino, mtimeNs, now);
        if (!this.#owed.has(key)) leave.run(this.#root, key);
      }
      for (const { key, path } of this.#moved) {
        const now = stateOf(fromText(path));
        if (now !== undefined) move.run(path, `${now.dev}`, `${now.ino}`, `${now.mtimeNs}`, this.#root, key);
      }
      for (const key of this.#dropped) leave.run(this.#root, key);
      for (const key of this.#givenUp) giveUp.run(this.#root, key);
      for (const [key, checkpoint] of this.#progress) advance.run(JSON.stringify(checkpoint), this.#root, key);
    });
    this.#queued = [];
    this.#arrived = [];
    this.#owed.clear();
    this.#moved = [];
    this.#dropped.clear();
    this.#givenUp.clear();
    this.#progress.clear();
  }

  close(): Failure | undefined {
    this.#wait(lockPatienceMs);
    const failure = this.flush();
    this.#database.close();
    try {
      if (this.#damaged) setDamagedAside(this.#options);
    } catch {
      // Somebody has it open or locked, and meets the same.
    }
    return failure;
  }

  /** @throws Failure where the catalogue is locked, full or damaged: nothing of it is written */
  #write(work: () => void): void {
    try {
      transaction(this.#database, work);
    } catch (error) {
      this.#damaged ||= isDamage(error);
      throw catalogueFailure(error, this.#options.stateDir) ?? error;
    }
  }

  #wait(ms: number): void {
    this.#database.exec(`PRAGMA busy_timeout = ${ms}`);
  }
}
