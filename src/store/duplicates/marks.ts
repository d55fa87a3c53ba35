import type { ScannedFile } from '../../duplicates/types.ts';
import { fileId, type GroupEntry } from './group-entry.ts';

/** Why a file cannot be marked; undefined where it can. */
export type Refusal = string | undefined;

export interface MarkedFile {
  readonly entry: GroupEntry;
  readonly file: ScannedFile;
}

/**
 * The files marked for removal, by identity: a mark survives filtering, folding and a rescan. One file of every group
 * can never be marked, nor one below a reference folder.
 */
export class Marks {
  readonly #files = new Map<string, MarkedFile | undefined>();
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  /** What their removal would gain. */
  get bytes(): number {
    return this.#bytes;
  }

  has(file: ScannedFile): boolean {
    return this.#files.size > 0 && this.#files.has(fileId(file));
  }

  mark(entry: GroupEntry, file: ScannedFile): Refusal {
    if (this.has(file)) return undefined;
    if (file.reference) return 'it stands in a reference folder: those files are always kept';
    if (entry.marked >= entry.group.files.length - 1) return 'one file of each group always stays';
    this.#set(entry, file);
    return undefined;
  }

  /** All but the first in keep order; where they are all marked already, none. */
  toggleVictims(entry: GroupEntry): void {
    const victims = entry.files.slice(1).filter((file) => !file.reference);
    const unmark = victims.every((file) => this.has(file));
    for (const file of entry.files) this.unmark(entry, file);
    if (!unmark) for (const file of victims) this.mark(entry, file);
  }

  unmark(entry: GroupEntry, file: ScannedFile): void {
    const id = fileId(file);
    if (this.#files.get(id) === undefined) return;
    this.#files.delete(id);
    this.#add(entry, -1);
  }

  /** Takes a mark away for good, by the file alone: also one that is kept for a group that left. */
  drop(file: ScannedFile): void {
    const id = fileId(file);
    const marked = this.#files.get(id);
    this.#files.delete(id);
    if (marked !== undefined) this.#add(marked.entry, -1);
  }

  /** A group that arrived anew: the marks its files had before are theirs again, as far as one file stays. */
  adopt(entry: GroupEntry): void {
    if (this.#files.size === 0) return;
    for (const file of [...entry.files].reverse()) {
      if (!this.has(file)) continue;
      this.#files.delete(fileId(file));
      if (!file.reference && entry.marked < entry.group.files.length - 1) this.#set(entry, file);
    }
  }

  /** A group that leaves the table: its marks are kept for when it comes back. */
  release(entry: GroupEntry): void {
    if (entry.marked === 0) return;
    for (const file of entry.group.files) if (this.has(file)) this.#files.set(fileId(file), undefined);
    this.#add(entry, -entry.marked);
  }

  /** Forgets the marks of files that are in no group any more. */
  forgetReleased(): void {
    for (const [id, marked] of this.#files) if (marked === undefined) this.#files.delete(id);
  }

  clear(): void {
    for (const marked of this.#files.values()) if (marked !== undefined) marked.entry.marked = 0;
    this.#files.clear();
    this.#count = 0;
    this.#bytes = 0;
  }

  *all(): Generator<MarkedFile> {
    for (const marked of this.#files.values()) if (marked !== undefined) yield marked;
  }

  #set(entry: GroupEntry, file: ScannedFile): void {
    this.#files.set(fileId(file), { entry, file });
    this.#add(entry, 1);
  }

  #add(entry: GroupEntry, files: number): void {
    entry.marked += files;
    this.#count += files;
    this.#bytes += files * entry.group.size;
  }
}
