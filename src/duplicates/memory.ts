/** A scan's memory of earlier ones: what the catalogue knows of the folders that the walk meets, and what it learns. */

import { absolute } from '../base/absolute.ts';
import type { BytePath } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { isDamage } from '../catalogue/damage.ts';
import { type FolderKey, HashStore, isLongUnseen, type RememberedFolder } from '../catalogue/hashes.ts';
import { openCatalogue, setDamagedAside } from '../catalogue/open.ts';
import type { FileTable } from './file-table.ts';
import { isAsRemembered, RememberedFiles, remember, withOthers } from './remembered-files.ts';
import type { FolderTask } from './tasks.ts';
import type { ScanOptions } from './types.ts';

/** Time stamps of the coarsest file systems still in use step by two seconds. */
const coarsestStampNs = 2_000_000_000n;

interface Folder {
  readonly key: FolderKey;
  readonly before: RememberedFolder | undefined;
  readonly remembered: RememberedFiles | undefined;
  /** What it remembers are the files that were met, in their order. */
  intact: boolean;
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
  static open(
    options: ScanOptions,
    roots: readonly FolderTask[],
    onNotice: (text: string) => void,
  ): ScanMemory | undefined {
    try {
      const database = openCatalogue({ onNotice });
      const store = new HashStore(database, options.algorithm);
      return new ScanMemory(
        store,
        () => database.close(),
        seesOnlySome(options) || roots.some(({ names }) => names !== undefined),
        onNotice,
      );
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
      const before = this.#try(() => this.#store.get(key));
      const remembered = before && new RememberedFiles(before.files, table.whole.width);
      folder = { key, before, remembered, intact: before?.files.length === 0, files: [] };
      this.#folders.set(identity, folder);
    }
    if (count === 0) return 0;
    folder.files.push({ first, count });
    if (folder.remembered === undefined) return 0;
    const { known, intact } = folder.remembered.recall(table, first, count);
    folder.intact = intact && folder.files.length === 1;
    return known;
  }

  /** Writes what was learnt; of a folder that is as it was at most that it was seen. */
  save(table: FileTable): void {
    const now = Date.now();
    const changed: [FolderKey, Uint8Array][] = [];
    const unseen: FolderKey[] = [];
    const paths: [FolderKey, BytePath][] = [];
    for (const folder of this.#folders.values()) {
      const { key, before, files } = folder;
      const records = this.#newRecords(table, folder);
      if (records !== undefined) changed.push([key, records]);
      else if (before !== undefined && isLongUnseen(before.seen, now)) unseen.push(key);
      const [some] = files;
      const path = some === undefined ? undefined : absolute(table.folder(some.first));
      if (path !== undefined && path !== before?.path) paths.push([key, path]);
    }
    if (changed.length + unseen.length + paths.length === 0) return;
    this.#try(() => this.#store.save(changed, unseen, now, { paths }));
  }

  /** Undefined where those from before still say it all. */
  #newRecords(table: FileTable, { before, intact, files }: Folder): Uint8Array | undefined {
    if (intact && table.edits === 0) return undefined;
    const numbers = filesOf(files);
    if (before === undefined) return remember(table, numbers, this.#settledNs);
    if (isAsRemembered(table, numbers, before.files)) return undefined;
    const seen = remember(table, numbers, this.#settledNs);
    const now = this.#partial ? withOthers(table, seen, before.files) : seen;
    return Buffer.compare(before.files, now) === 0 ? undefined : now;
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
