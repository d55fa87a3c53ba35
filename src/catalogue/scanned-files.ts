/**
 * The files that scans know, found by their content or by their size, without a scan of ours: an index in memory leads to
 * the folder, whose row says the rest. Loaded when it is first needed, 10 ms for 100,000 files; read on as scans go on.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type BytePath, fromBytes } from '../base/byte-path.ts';
import { filesIn, isSame, type KnownFile } from '../base/file-state.ts';
import { forEachKey, recordsIn } from './file-record.ts';
import { FolderIndex } from './folder-index.ts';
import { type FolderKey, signed, soundFiles, unsigned } from './hashes.ts';

/** The algorithm that arrivals are hashed with, and its bytes. */
const [algorithm, width] = ['xxh3-128', 16] as const;
/** A scan writes once, at its end: looking more often would find nothing new. */
const refreshMs = 2000;
/** Rows of folders that are kept at hand. */
const mostKept = 64 * 2 ** 20;

export interface ScannedFile extends KnownFile {
  /** Hex; undefined where no scan had to know. */
  readonly hash: string | undefined;
}

export class ScannedFiles {
  readonly #database: DatabaseSync;
  readonly #version: StatementSync;
  readonly #row: StatementSync;
  readonly #folders: (FolderKey & { readonly path: BytePath })[] = [];
  readonly #byDigest = new FolderIndex();
  readonly #bySize = new FolderIndex();
  /** What was in a folder when it was first asked about, by inode. */
  readonly #present = new Map<number, ReadonlyMap<bigint, KnownFile>>();
  readonly #rows = new Map<number, Uint8Array>();
  #kept = 0;
  #seen = -1;
  #knownVersion: unknown;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#version = database.prepare('PRAGMA data_version');
    this.#row = database.prepare(
      `SELECT files, checksum FROM folder_hashes WHERE dev = ? AND ino = ? AND algorithm = '${algorithm}'`,
    );
  }

  /** Files that had this content when they were scanned, and nothing about which has changed. @param hash hex */
  *withContent(hash: string, bytes: number): Generator<ScannedFile> {
    this.#refresh();
    for (const folder of this.#byDigest.folders(Number.parseInt(hash.slice(0, 8), 16))) {
      for (const file of this.#filesOfSize(folder, bytes)) if (file.hash === hash) yield file;
    }
  }

  /** Files of this size whose content no scan has asked for. */
  *withSize(bytes: number): Generator<ScannedFile> {
    this.#refresh();
    for (const folder of this.#bySize.folders(bytes)) {
      for (const file of this.#filesOfSize(folder, bytes)) if (file.hash === undefined) yield file;
    }
  }

  *#filesOfSize(number: number, bytes: number): Generator<ScannedFile> {
    const folder = this.#folders[number];
    if (folder === undefined) return;
    for (const record of recordsIn(this.#rowOf(number, folder), width, bytes)) {
      const file = this.#filesNowIn(number, folder.path).get(record.ino);
      if (file !== undefined && isSame(file, { ...record, dev: folder.dev })) yield { ...file, hash: record.hash };
    }
  }

  #rowOf(number: number, { dev, ino }: FolderKey): Uint8Array {
    const known = this.#rows.get(number);
    if (known !== undefined) return known;
    const row = soundFiles(this.#row.get(signed(dev), signed(ino))) ?? new Uint8Array();
    if (this.#kept + row.length > mostKept) this.#forgetRows();
    this.#rows.set(number, row);
    this.#kept += row.length;
    return row;
  }

  #forgetRows(): void {
    this.#rows.clear();
    this.#kept = 0;
  }

  #filesNowIn(number: number, path: BytePath): ReadonlyMap<bigint, KnownFile> {
    let files = this.#present.get(number);
    if (files === undefined) {
      files = new Map(filesIn(path).map((file) => [file.ino, file]));
      this.#present.set(number, files);
    }
    return files;
  }

  #refresh(): void {
    const now = performance.now();
    if (now - this.#refreshedAt < refreshMs) return;
    this.#refreshedAt = now;
    const version = this.#version.get()?.data_version;
    if (version === this.#knownVersion) return;
    this.#knownVersion = version;
    this.#forgetRows();
    this.#present.clear();
    const rows = this.#database.prepare(
      `SELECT dev, ino, seen, files, path FROM folder_hashes JOIN folder_paths USING (dev, ino)
       WHERE algorithm = '${algorithm}' AND seen > ?`,
    );
    rows.setReadBigInts(true);
    for (const { dev, ino, seen, files, path } of rows.iterate(this.#seen)) {
      if (typeof dev !== 'bigint' || typeof ino !== 'bigint') continue;
      if (!(files instanceof Uint8Array) || !(path instanceof Uint8Array)) continue;
      const number = this.#folders.push({ dev: unsigned(dev), ino: unsigned(ino), path: fromBytes(path) }) - 1;
      forEachKey(files, width, (digest, size) => {
        if (digest === -1) this.#bySize.add(size, number);
        else this.#byDigest.add(digest, number);
      });
      this.#seen = Math.max(this.#seen, Number(seen));
    }
  }
}
