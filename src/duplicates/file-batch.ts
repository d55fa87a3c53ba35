import { alive } from '../orchestrator/alive.ts';
import type { FileCalls } from './calls/file-calls.ts';
import type { FileBatch } from './tasks.ts';

/** Files between two signs of life. */
const filesPerBreath = 16;

/** A file of a batch, by its name in an open folder. */
export interface BatchVisitor {
  /** @param run number of its folder in the batch */
  visit(folder: number, names: Uint8Array, at: number, index: number, run: number): void;
  /** Its folder cannot be opened; `result` is the negative errno. */
  miss(index: number, result: number): void;
}

/** Visits each file of a batch. */
export function visitBatch(calls: FileCalls, { folders, counts, names }: FileBatch, visitor: BatchVisitor): void {
  const open = new OpenFolders(calls);
  let index = 0;
  let start = 0;
  try {
    for (const [run, path] of folders.entries()) {
      const folder = open.at(path);
      for (const end = index + (counts[run] ?? 0); index < end; index += 1) {
        if (index % filesPerBreath === 0) alive();
        if (folder < 0) visitor.miss(index, folder);
        else visitor.visit(folder, names, start, index, run);
        start = names.indexOf(0, start) + 1;
      }
    }
  } finally {
    open.close();
  }
}

/** The folders of a batch that were used last: those of pairs take turns, a file in one and a file in the other. */
class OpenFolders {
  static readonly most = 8;
  readonly #calls: FileCalls;
  readonly #handles = new Map<string, number>();

  constructor(calls: FileCalls) {
    this.#calls = calls;
  }

  /** @returns a handle, good until {@link most} others have been asked for, or the negative errno */
  at(path: string): number {
    const known = this.#handles.get(path);
    if (known !== undefined) {
      this.#handles.delete(path);
      this.#handles.set(path, known);
      return known;
    }
    const handle = this.#calls.openFolder(path, 'pass', true);
    if (handle < 0) return handle;
    this.#handles.set(path, handle);
    if (this.#handles.size > OpenFolders.most) {
      const [[oldest, unused] = ['', -1]] = this.#handles;
      this.#handles.delete(oldest);
      this.#calls.close(unused);
    }
    return handle;
  }

  close(): void {
    for (const handle of this.#handles.values()) this.#calls.close(handle);
  }
}

/**
 * Has the system begin to read what will be wanted of each file of a batch. From a disk it all comes many times sooner if it
 * is asked for before the first of it is waited for: there is much to do at once then, and neighbours become one read.
 */
export function readAhead(
  calls: FileCalls,
  batch: FileBatch,
  ask: (index: number, begin: (from: number, bytes: number) => void) => void,
): void {
  if (!calls.readsAhead) return;
  visitBatch(calls, batch, {
    visit(folder, names, at, index) {
      const file = calls.openFile(folder, names, at);
      if (file < 0) return;
      ask(index, (from, bytes) => calls.readAhead(file, from, bytes));
      calls.close(file);
    },
    // Whoever reads it will say so.
    miss() {},
  });
}

/** Collects files into a batch; consecutive ones of one folder share its entry. */
export class FileBatchBuilder {
  readonly #folders: string[] = [];
  readonly #counts: number[] = [];
  #names = new Uint8Array(8 * 1024);
  #length = 0;
  #last: unknown;

  /**
   * @param key the same for files of the same folder
   * @param end where the NUL behind the name stands
   * @returns true where a new folder was begun
   */
  add(key: unknown, folder: string, names: Uint8Array, start: number, end: number): boolean {
    const fresh = key !== this.#last || this.#folders.length === 0;
    if (fresh) {
      this.#last = key;
      this.#folders.push(folder);
      this.#counts.push(0);
    }
    this.#counts[this.#counts.length - 1] = (this.#counts.at(-1) ?? 0) + 1;
    const length = end + 1 - start;
    if (this.#length + length > this.#names.length) {
      const larger = new Uint8Array(this.#names.length * 2);
      larger.set(this.#names);
      this.#names = larger;
    }
    for (let place = start; place <= end; place += 1) this.#names[this.#length++] = names[place] ?? 0;
    return fresh;
  }

  build(): FileBatch {
    return { folders: this.#folders, counts: this.#counts, names: this.#names.slice(0, this.#length) };
  }
}
