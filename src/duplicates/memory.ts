/** A scan's memory of earlier ones: what the catalogue knows of the folders that the walk meets, and what it learns. */

import { absolute } from '../base/absolute.ts';
import type { BytePath } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { isDamage } from '../catalogue/damage.ts';
import { type FolderKey, HashStore } from '../catalogue/hashes.ts';
import { openCatalogue, setDamagedAside } from '../catalogue/open.ts';
import type { FileTable } from './file-table.ts';
import { isAsRemembered, recall, remember, withOthers } from './remembered-files.ts';
import type { ScanOptions } from './types.ts';

/** Time stamps of the coarsest file systems still in use step by two seconds. */
const coarsestStampNs = 2_000_000_000n;

interface Folder {
  readonly key: FolderKey;
  readonly before: Uint8Array | undefined;
  readonly files: { readonly first: number; readonly count: number }[];
}

export class ScanMemory {
  readonly #store: HashStore;
  readonly #close: () => void;
  readonly #folders = new Map<string, Folder>();
  readonly #settledNs = BigInt(Date.now()) * 1_000_000n - coarsestStampNs;
  readonly #onNotice: (text: string) => void;
  #failed = false;

  /** The scan sees only some of the files of a folder: the others stay remembered. */
  readonly #partial: boolean;

  private constructor(store: HashStore, close: () => void, partial: boolean, onNotice: (text: string) => void) {
    this.#store = store;
    this.#close = close;
    this.#partial = partial;
    this.#onNotice = onNotice;
  }

  /** Undefined, with a notice, where there is no catalogue to be had: the scan goes on without. */
  static open(options: ScanOptions, onNotice: (text: string) => void): ScanMemory | undefined {
    try {
      const database = openCatalogue({ onNotice });
      const store = new HashStore(database, options.algorithm);
      return new ScanMemory(store, () => database.close(), seesOnlySome(options), onNotice);
    } catch (error) {
      onNotice(`scanning without the catalogue: ${reasonOf(error)}`);
      return undefined;
    }
  }

  /** Some earlier scan has been here. */
  knows(key: FolderKey): boolean {
    return this.#try(() => this.#store.get(key)) !== undefined;
  }

  /** Files of one folder have come into the table. @returns how many of them are known */
  meet(table: FileTable, key: FolderKey, first: number, count: number): number {
    const identity = `${key.dev}:${key.ino}`;
    let folder = this.#folders.get(identity);
    if (folder === undefined) {
      folder = { key, before: this.#try(() => this.#store.get(key)), files: [] };
      this.#folders.set(identity, folder);
    }
    if (count > 0) folder.files.push({ first, count });
    return folder.before === undefined ? 0 : recall(table, first, count, folder.before);
  }

  /** Writes what was learnt; a folder that is as it was is only marked as seen. */
  save(table: FileTable): void {
    const changed: [FolderKey, Uint8Array][] = [];
    const unchanged: FolderKey[] = [];
    const paths: [FolderKey, BytePath][] = [];
    for (const { key, before, files } of this.#folders.values()) {
      const numbers = filesOf(files);
      if (before !== undefined && isAsRemembered(table, numbers, before)) unchanged.push(key);
      else {
        const seen = remember(table, numbers, this.#settledNs);
        const now = this.#partial && before !== undefined ? withOthers(table, seen, before) : seen;
        if (before !== undefined && Buffer.compare(before, now) === 0) unchanged.push(key);
        else changed.push([key, now]);
      }
      const [some] = files;
      if (some !== undefined) paths.push([key, absolute(table.folder(some.first))]);
    }
    this.#try(() => this.#store.save(changed, unchanged, Date.now(), { paths }));
  }

  close(): void {
    this.#try(this.#close);
  }

  /**
   * The catalogue saves time; whatever is wrong with it must not cost the scan. What could not be used once is not asked
   * again, by this scan or, where it is damaged, by any other.
   */
  #try<T>(work: () => T): T | undefined {
    if (this.#failed) return undefined;
    try {
      return work();
    } catch (error) {
      this.#failed = true;
      this.#onNotice(`the catalogue could not be used: ${reasonOf(error)}`);
      try {
        this.#close();
        if (isDamage(error)) setDamagedAside({ onNotice: this.#onNotice });
      } catch {
        // It was the closing that failed, or the folder: the scan has what it needs to go on.
      }
      return undefined;
    }
  }
}

function seesOnlySome({ minSize, maxSize, include, exclude, hidden }: ScanOptions): boolean {
  return minSize > 1 || maxSize !== undefined || include.length > 0 || exclude.length > 0 || !hidden;
}

function filesOf(stretches: Folder['files']): number[] {
  const files: number[] = [];
  for (const { first, count } of stretches) for (let file = first; file < first + count; file += 1) files.push(file);
  return files;
}
