import type { FileState } from './calls/file-state.ts';
import { stateWords } from './calls/file-state.ts';
import { byteAt, wordAt } from './columns.ts';
import { type FolderSlice, rowFlags, type WalkResult } from './tasks.ts';

type Columns = Pick<WalkResult, 'states' | 'flags' | 'names' | 'nameEnd' | 'digests'>;

/** The files that one walk task found, written straight into columns; used again for the next task. */
export class FileRows {
  slices: FolderSlice[] = [];
  readonly digestBytes: number;
  #states = new Uint32Array(1024 * stateWords);
  #flags = new Uint8Array(1024);
  #nameEnd = new Uint32Array(1024);
  #names = new Uint8Array(32 * 1024);
  #digests: Uint8Array<ArrayBuffer>;
  #count = 0;
  #namesLength = 0;
  #sliceStart = 0;

  constructor(digestBytes: number) {
    this.digestBytes = digestBytes;
    this.#digests = new Uint8Array(1024 * digestBytes);
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.slices = [];
    this.#count = 0;
    this.#namesLength = 0;
    this.#sliceStart = 0;
  }

  /** @param at where its name starts in `names`; a NUL follows it */
  add(names: Uint8Array, at: number, state: FileState, digest: Uint8Array | undefined): void {
    const row = this.#count;
    if (row === this.#flags.length) this.#grow(row * 2);
    // Of so few numbers a loop copies them sooner than a call.
    const [states, { words }] = [this.#states, state];
    for (let word = 0; word < stateWords; word += 1) states[row * stateWords + word] = wordAt(words, word);
    this.#flags[row] = (state.linked ? rowFlags.linked : 0) | (digest === undefined ? 0 : rowFlags.read);
    if (digest !== undefined) this.#addDigest(digest, row * this.digestBytes);
    this.#addName(names, at);
    this.#nameEnd[row] = this.#namesLength - 1;
    this.#count = row + 1;
  }

  #addDigest(digest: Uint8Array, at: number): void {
    const digests = this.#digests;
    for (let place = 0; place < this.digestBytes; place += 1) digests[at + place] = byteAt(digest, place);
  }

  #addName(names: Uint8Array, at: number): void {
    let end = this.#namesLength;
    for (let place = at; ; place += 1) {
      const byte = names[place] ?? 0;
      if (end === this.#names.length) this.#names = resized(Uint8Array, this.#names, end, end * 2);
      this.#names[end] = byte;
      end += 1;
      if (byte === 0) break;
    }
    this.#namesLength = end;
  }

  /** Ends the run of files of one folder on one device. */
  endSlice(folder: Omit<FolderSlice, 'dev' | 'files'>, dev: bigint): void {
    const files = this.#count - this.#sliceStart;
    if (files === 0) return;
    this.slices.push({ ...folder, dev, files });
    this.#sliceStart = this.#count;
  }

  columns(): Columns {
    const rows = this.#count;
    return {
      states: this.#states.slice(0, rows * stateWords),
      flags: this.#flags.slice(0, rows),
      names: this.#names.slice(0, this.#namesLength),
      nameEnd: this.#nameEnd.slice(0, rows),
      digests: this.#digests.slice(0, rows * this.digestBytes),
    };
  }

  #grow(rows: number): void {
    const used = this.#count;
    this.#states = resized(Uint32Array, this.#states, used * stateWords, rows * stateWords);
    this.#flags = resized(Uint8Array, this.#flags, used, rows);
    this.#nameEnd = resized(Uint32Array, this.#nameEnd, used, rows);
    this.#digests = resized(Uint8Array, this.#digests, used * this.digestBytes, rows * this.digestBytes);
  }
}

let spare: FileRows | undefined;

/** Those of the task before, where they fit: a task's columns are copied out of them when it ends. */
export function rowsFor(digestBytes: number): FileRows {
  if (spare?.digestBytes !== digestBytes) spare = new FileRows(digestBytes);
  spare.clear();
  return spare;
}

interface ColumnKind<Column> {
  new (length: number): Column;
}

function resized<Column extends { set(from: Column): void; subarray(from: number, to: number): Column }>(
  Kind: ColumnKind<Column>,
  column: Column,
  used: number,
  length: number,
): Column {
  const next = new Kind(length);
  next.set(column.subarray(0, used));
  return next;
}
