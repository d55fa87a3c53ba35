import type { FolderSlice, FolderTask, WalkResult } from './tasks.ts';

type Columns = Pick<WalkResult, 'size' | 'ino' | 'mtimeNs' | 'ctimeNs' | 'nameEnd' | 'linked'>;

/** The files that one walk task found, written straight into columns. */
export class FileRows {
  readonly slices: FolderSlice[] = [];
  #columns: Columns = makeColumns(512);
  #count = 0;
  #names: string[] = [];
  #namesLength = 0;

  get count(): number {
    return this.#count;
  }

  add(name: string, size: number, ino: bigint, mtimeNs: bigint, ctimeNs: bigint, linked: boolean): void {
    const row = this.#count;
    if (row === this.#columns.size.length) this.#columns = copyColumns(this.#columns, row * 2, row);
    const columns = this.#columns;
    columns.size[row] = size;
    columns.ino[row] = ino;
    columns.mtimeNs[row] = mtimeNs;
    columns.ctimeNs[row] = ctimeNs;
    columns.linked[row] = linked ? 1 : 0;
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
    return copyColumns(this.#columns, this.#count, this.#count);
  }
}

function makeColumns(rows: number): Columns {
  return {
    size: new Float64Array(rows),
    ino: new BigUint64Array(rows),
    mtimeNs: new BigInt64Array(rows),
    ctimeNs: new BigInt64Array(rows),
    nameEnd: new Uint32Array(rows),
    linked: new Uint8Array(rows),
  };
}

function copyColumns(from: Columns, rows: number, used: number): Columns {
  const to = makeColumns(rows);
  to.size.set(from.size.subarray(0, used));
  to.ino.set(from.ino.subarray(0, used));
  to.mtimeNs.set(from.mtimeNs.subarray(0, used));
  to.ctimeNs.set(from.ctimeNs.subarray(0, used));
  to.nameEnd.set(from.nameEnd.subarray(0, used));
  to.linked.set(from.linked.subarray(0, used));
  return to;
}
