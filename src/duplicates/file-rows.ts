import type { BigIntStats } from 'node:fs';
import type { FolderSlice, FolderTask, WalkResult } from './tasks.ts';

type Columns = Pick<WalkResult, 'size' | 'ino' | 'mtimeNs' | 'ctimeNs' | 'nameEnd' | 'linked' | 'read' | 'digests'>;

/** What a file is, as lstat and fstat say it. */
export type FileState = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs' | 'nlink'>;

/** The files that one walk task found, written straight into columns. */
export class FileRows {
  readonly slices: FolderSlice[] = [];
  readonly #digestBytes: number;
  #columns: Columns;
  #count = 0;
  #names: string[] = [];
  #namesLength = 0;

  constructor(digestBytes: number) {
    this.#digestBytes = digestBytes;
    this.#columns = makeColumns(1024, digestBytes);
  }

  add(name: string, state: FileState, digest: Uint8Array | undefined): void {
    const row = this.#count;
    if (row === this.#columns.size.length) this.#columns = this.#copy(row * 2);
    const columns = this.#columns;
    columns.size[row] = Number(state.size);
    columns.ino[row] = state.ino;
    columns.mtimeNs[row] = state.mtimeNs;
    columns.ctimeNs[row] = state.ctimeNs;
    columns.linked[row] = state.nlink > 1n ? 1 : 0;
    if (digest !== undefined) {
      columns.read[row] = 1;
      columns.digests.set(digest, row * this.#digestBytes);
    }
    this.#namesLength += name.length + 1;
    columns.nameEnd[row] = this.#namesLength - 1;
    this.#names.push(name);
    this.#count = row + 1;
  }

  /** Ends the run of files of one folder on one device. */
  endSlice(folder: FolderTask, dev: bigint): void {
    if (this.#names.length === 0) return;
    this.slices.push({
      path: folder.path,
      folderDev: folder.dev,
      folderIno: folder.ino,
      root: folder.root,
      dev,
      names: this.#names.join('\0'),
      files: this.#names.length,
    });
    this.#names = [];
    this.#namesLength = 0;
  }

  columns(): Columns {
    return this.#copy(this.#count);
  }

  #copy(rows: number): Columns {
    const used = this.#count;
    const from = this.#columns;
    const to = makeColumns(rows, this.#digestBytes);
    to.size.set(from.size.subarray(0, used));
    to.ino.set(from.ino.subarray(0, used));
    to.mtimeNs.set(from.mtimeNs.subarray(0, used));
    to.ctimeNs.set(from.ctimeNs.subarray(0, used));
    to.nameEnd.set(from.nameEnd.subarray(0, used));
    to.linked.set(from.linked.subarray(0, used));
    to.read.set(from.read.subarray(0, used));
    to.digests.set(from.digests.subarray(0, used * this.#digestBytes));
    return to;
  }
}

function makeColumns(rows: number, digestBytes: number): Columns {
  return {
    size: new Float64Array(rows),
    ino: new BigUint64Array(rows),
    mtimeNs: new BigInt64Array(rows),
    ctimeNs: new BigInt64Array(rows),
    nameEnd: new Uint32Array(rows),
    linked: new Uint8Array(rows),
    read: new Uint8Array(rows),
    digests: new Uint8Array(rows * digestBytes),
  };
}
