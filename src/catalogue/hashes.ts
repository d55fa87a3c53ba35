import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type BytePath, fromBytes, toBytes } from '../base/byte-path.ts';
import { transaction } from './open.ts';

/** A folder by its identity. */
export interface FolderKey {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** Folders that no scan has met for so long are forgotten: deleted or moved, most of them. */
const keepMs = 90 * 24 * 3600 * 1000;
/** And never more than these, the longest unseen go first. */
const mostFolders = 500_000;
/** `seen` is written anew only when it is older than this: an unchanged tree costs no write. */
const seenStepMs = 24 * 3600 * 1000;

/** What is known of a folder. */
export interface RememberedFolder {
  readonly files: Uint8Array;
  /** When a scan met it last: milliseconds, give or take a day. */
  readonly seen: number;
  /** Where that was, absolute. */
  readonly path: BytePath | undefined;
}

export interface SaveOptions {
  readonly most?: number;
  /** Where folders are now, absolute. */
  readonly paths?: Iterable<readonly [FolderKey, BytePath]>;
}

/** The remembered hashes of one algorithm. */
export class HashStore {
  readonly #database: DatabaseSync;
  readonly #algorithm: string;
  readonly #select: StatementSync;

  constructor(database: DatabaseSync, algorithm: string) {
    this.#database = database;
    this.#algorithm = algorithm;
    this.#select = database.prepare(
      `SELECT files, checksum, seen, path FROM folder_hashes LEFT JOIN folder_paths USING (dev, ino)
       WHERE dev = ? AND ino = ? AND algorithm = ?`,
    );
  }

  get({ dev, ino }: FolderKey): RememberedFolder | undefined {
    const row = this.#select.get(signed(dev), signed(ino), this.#algorithm);
    const files = soundFiles(row);
    if (row === undefined || files === undefined) return undefined;
    const { seen, path } = row;
    return { files, seen: Number(seen), path: path instanceof Uint8Array ? fromBytes(path) : undefined };
  }

  /** Writes folders in one transaction, marks `unchanged` ones as seen, and forgets what has not been seen for long. */
  save(
    changed: Iterable<readonly [FolderKey, Uint8Array]>,
    unchanged: Iterable<FolderKey>,
    now: number,
    { most = mostFolders, paths = [] }: SaveOptions = {},
  ): void {
    transaction(this.#database, () => {
      const put = this.#database.prepare(
        'INSERT OR REPLACE INTO folder_hashes (dev, ino, algorithm, seen, checksum, files) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const [{ dev, ino }, files] of changed) {
        put.run(signed(dev), signed(ino), this.#algorithm, now, checksumOf(files), files);
      }
      const touch = this.#database.prepare(
        'UPDATE folder_hashes SET seen = ? WHERE dev = ? AND ino = ? AND algorithm = ? AND seen < ?',
      );
      for (const { dev, ino } of unchanged) {
        touch.run(now, signed(dev), signed(ino), this.#algorithm, now - seenStepMs);
      }
      this.#place(paths);
      this.#forget(now, most);
    });
  }

  #place(paths: Iterable<readonly [FolderKey, BytePath]>): void {
    const put = this.#database.prepare(
      `INSERT INTO folder_paths VALUES (?, ?, ?)
       ON CONFLICT (dev, ino) DO UPDATE SET path = excluded.path WHERE path != excluded.path`,
    );
    for (const [{ dev, ino }, path] of paths) put.run(signed(dev), signed(ino), toBytes(path));
  }

  #forget(now: number, most: number): void {
    const old = this.#database.prepare('DELETE FROM folder_hashes WHERE seen < ?').run(now - keepMs);
    const count = Number(this.#database.prepare('SELECT count(*) AS count FROM folder_hashes').get()?.count);
    if (count > most) {
      this.#database
        .prepare(
          `DELETE FROM folder_hashes WHERE (dev, ino, algorithm) IN
           (SELECT dev, ino, algorithm FROM folder_hashes ORDER BY seen LIMIT ?)`,
        )
        .run(count - most);
    } else if (old.changes === 0) return;
    this.#database.exec('DELETE FROM folder_paths WHERE (dev, ino) NOT IN (SELECT dev, ino FROM folder_hashes)');
  }
}

/** Whether a folder that was met again has to be marked as seen. */
export function isLongUnseen(seen: number, now: number): boolean {
  return seen < now - seenStepMs;
}

/** The blob of a row with `files` and `checksum`; undefined where it is not as it was written. */
export function soundFiles(row: Record<string, SQLOutputValue> | undefined): Uint8Array | undefined {
  const files = row?.files;
  return files instanceof Uint8Array && Number(row?.checksum) === checksumOf(files) ? files : undefined;
}

/** Asked for here: most commands never need it, and would load all of zlib at their start. */
function checksumOf(files: Uint8Array): number {
  return process.getBuiltinModule('node:zlib').crc32(files);
}

/** SQLite's integers are signed; the bits are kept. */
export function signed(number: bigint): bigint {
  return BigInt.asIntN(64, number);
}

export function unsigned(number: bigint): bigint {
  return BigInt.asUintN(64, number);
}
