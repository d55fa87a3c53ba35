import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type BytePath, fromText, joinPath } from '../base/byte-path.ts';
import { type FileState, isUnchanged, type KnownFile, stateOf } from '../base/file-state.ts';
import { isPartName } from '../base/own-names.ts';
import type { ScannedFiles } from './scanned-files.ts';

/**
 * Files whose content nobody has asked for yet: in catalogued folders, since no other file was as large, and in the target
 * folder, since they were put there by others. Only of one that is as large as an arrival somebody wants to know.
 */
export class Strangers {
  readonly #database: DatabaseSync;
  readonly #root: string;
  readonly #scanned: ScannedFiles;
  /** In the target folder before the first arrival. */
  readonly #names: readonly string[];
  #inFolder: ReadonlyMap<number, readonly KnownFile[]> | undefined;
  /** Files that were downloaded: their content is on record. */
  #downloaded: Set<string> | undefined;
  /** By path. */
  readonly #known = new Map<BytePath, { readonly file: KnownFile; readonly hash: string | undefined }>();

  constructor(database: DatabaseSync, root: string, scanned: ScannedFiles) {
    this.#database = database;
    this.#root = root;
    this.#scanned = scanned;
    this.#names = namesIn(root);
  }

  ofSize(bytes: number): readonly KnownFile[] {
    const strangers = new Map<BytePath, KnownFile>();
    for (const file of this.#scanned.withSize(bytes)) strangers.set(file.path, file);
    for (const file of this.#there().get(bytes) ?? []) strangers.set(file.path, file);
    return [...strangers.values()].filter((file) => !this.#known.has(file.path) && !this.#isDownloaded(file));
  }

  /** @param hash undefined where it cannot be read: it is not asked again */
  learnt(file: KnownFile, hash: string | undefined): void {
    this.#known.set(file.path, { file, hash });
  }

  /** @param besides no copy of itself: a file whose arrival was not put on record is a stranger, by whatever name */
  withContent(hash: string, bytes: number, besides: BytePath): KnownFile | undefined {
    for (const { file, hash: known } of this.#known.values()) {
      if (known !== hash || file.size !== bytes || !isUnchanged(file)) continue;
      const other = stateOf(besides);
      if (other?.dev !== file.dev || other.ino !== file.ino) return file;
    }
    return undefined;
  }

  /** A file has arrived, and is on record. */
  arrived(file: Omit<FileState, 'ctimeNs'>): void {
    this.#downloaded?.add(identityOf(file));
  }

  #isDownloaded(file: KnownFile): boolean {
    this.#downloaded ??= new Set(
      this.#database
        .prepare("SELECT dev || ':' || ino || ':' || bytes || ':' || mtime_ns AS identity FROM downloads")
        .all()
        .map(({ identity }) => String(identity)),
    );
    return this.#downloaded.has(identityOf(file));
  }

  #there(): ReadonlyMap<number, readonly KnownFile[]> {
    this.#inFolder ??= Map.groupBy(this.#notDownloadedHere(), ({ size }) => size);
    return this.#inFolder;
  }

  #notDownloadedHere(): KnownFile[] {
    if (this.#names.length === 0) return [];
    const rows = this.#database.prepare('SELECT path FROM downloads WHERE root = ?').all(this.#root);
    const downloaded = new Set(rows.map(({ path }) => basename(String(path))));
    return this.#names.flatMap((name) => {
      if (downloaded.has(name)) return [];
      const path = joinPath(fromText(this.#root), fromText(name));
      const state = stateOf(path);
      return state === undefined ? [] : [{ path, ...state }];
    });
  }
}

function identityOf({ dev, ino, size, mtimeNs }: Omit<FileState, 'ctimeNs'>): string {
  return `${dev}:${ino}:${size}:${mtimeNs}`;
}

/** Without part files: what those hold is nobody's content yet. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !isPartName(name));
  } catch {
    return [];
  }
}
