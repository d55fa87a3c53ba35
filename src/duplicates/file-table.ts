import type { BytePath } from '../base/byte-path.ts';
import { KnownDigests, knowledge } from './known-digests.ts';
import { PathBatchBuilder } from './path-batch.ts';
import type { FolderSlice, PathBatch, WalkResult } from './tasks.ts';

/**
 * Every file of a scan, by number, in walk order. A million files take some 60 MB: columns in pages, and names that stay in
 * the one string a folder in which the worker sent them.
 */
export class FileTable {
  /** Files so far; they are numbered from 0. */
  count = 0;
  /** Digests of the first bytes, of the samples, of the whole content. */
  readonly head = new KnownDigests(partDigestBytes);
  readonly probe = new KnownDigests(partDigestBytes);
  readonly whole: KnownDigests;
  readonly #pages: Page[] = [];
  readonly #slices: Slice[] = [];

  constructor(digestBytes: number) {
    this.whole = new KnownDigests(digestBytes);
  }

  /** Appends the files of a walk result, without the slices that `skip` rejects. */
  append(
    result: WalkResult,
    skip: (slice: FolderSlice) => boolean,
    onSlice: (slice: FolderSlice, first: number) => void,
  ): void {
    let row = 0;
    for (const slice of result.slices) {
      const end = row + slice.files;
      if (!skip(slice)) {
        const first = this.count;
        const number = this.#slices.push({ ...slice, first }) - 1;
        this.#copy(result, row, end, number);
        onSlice(slice, first);
      }
      row = end;
    }
  }

  #copy(result: WalkResult, from: number, to: number, slice: number): void {
    for (let row = from; row < to; ) {
      const at = this.count & rowMask;
      const page = at === 0 ? this.#addPage() : this.#page(this.count);
      const end = Math.min(to, row + pageRows - at);
      page.size.set(result.size.subarray(row, end), at);
      page.ino.set(result.ino.subarray(row, end), at);
      page.mtimeNs.set(result.mtimeNs.subarray(row, end), at);
      page.ctimeNs.set(result.ctimeNs.subarray(row, end), at);
      page.nameEnd.set(result.nameEnd.subarray(row, end), at);
      page.linked.set(result.linked.subarray(row, end), at);
      page.slice.fill(slice, at, at + end - row);
      this.#takeDigests(result, row, end);
      this.count += end - row;
      row = end;
    }
  }

  #takeDigests({ read, digests }: WalkResult, from: number, to: number): void {
    const { width } = this.whole;
    for (let row = from; row < to; row += 1) {
      if (read[row] !== 1) continue;
      const digest = digests.subarray(row * width, (row + 1) * width);
      this.whole.set(this.count + row - from, digest, knowledge.sure);
    }
  }

  #addPage(): Page {
    const page = makePage();
    this.#pages.push(page);
    return page;
  }

  #page(file: number): Page {
    return found(this.#pages[file >>> pageShift]);
  }

  #slice(file: number): Slice {
    return found(this.#slices[found(this.#page(file).slice[file & rowMask])]);
  }

  size(file: number): number {
    return found(this.#page(file).size[file & rowMask]);
  }

  ino(file: number): bigint {
    return found(this.#page(file).ino[file & rowMask]);
  }

  mtimeNs(file: number): bigint {
    return found(this.#page(file).mtimeNs[file & rowMask]);
  }

  ctimeNs(file: number): bigint {
    return found(this.#page(file).ctimeNs[file & rowMask]);
  }

  /** The inode has further names, inside the scan or outside. */
  linked(file: number): boolean {
    return this.#page(file).linked[file & rowMask] === 1;
  }

  /** Inode, size, mtime and ctime as they are in memory: eight words to compare and to keep. */
  copyState(file: number, words: Uint32Array): void {
    const { ino, size, mtimeNs, ctimeNs } = this.#page(file).words;
    const row = (file & rowMask) * 2;
    words.set(ino.subarray(row, row + 2));
    words.set(size.subarray(row, row + 2), 2);
    words.set(mtimeNs.subarray(row, row + 2), 4);
    words.set(ctimeNs.subarray(row, row + 2), 6);
  }

  dev(file: number): bigint {
    return this.#slice(file).dev;
  }

  root(file: number): number {
    return this.#slice(file).root;
  }

  name(file: number): string {
    const slice = this.#slice(file);
    const start = file === slice.first ? 0 : this.#nameEnd(file - 1) + 1;
    return slice.names.slice(start, this.#nameEnd(file));
  }

  #nameEnd(file: number): number {
    return found(this.#page(file).nameEnd[file & rowMask]);
  }

  /** The path of the folder it is in. */
  folder(file: number): BytePath {
    return this.#slice(file).path as BytePath;
  }

  path(file: number): BytePath {
    const folder = this.#slice(file).path;
    return (folder.endsWith('/') ? folder + this.name(file) : `${folder}/${this.name(file)}`) as BytePath;
  }

  /** The paths of files, best given in walk order. */
  batch(files: Uint32Array): PathBatch {
    const batch = new PathBatchBuilder();
    for (const file of files) {
      const slice = this.#slice(file);
      batch.add(slice, slice.path, this.name(file));
    }
    return batch.build();
  }
}

/** Parts are told apart by xxh3-128. */
const partDigestBytes = 16;

type Slice = Omit<FolderSlice, 'files'> & { readonly first: number };

const pageShift = 16;
const pageRows = 1 << pageShift;
const rowMask = pageRows - 1;

type Page = ReturnType<typeof makePage>;

function makePage() {
  const columns = {
    size: new Float64Array(pageRows),
    ino: new BigUint64Array(pageRows),
    mtimeNs: new BigInt64Array(pageRows),
    ctimeNs: new BigInt64Array(pageRows),
    nameEnd: new Uint32Array(pageRows),
    slice: new Uint32Array(pageRows),
    linked: new Uint8Array(pageRows),
  };
  const wordsOf = (column: { readonly buffer: ArrayBuffer }) => new Uint32Array(column.buffer);
  const { ino, size, mtimeNs, ctimeNs } = columns;
  const words = { ino: wordsOf(ino), size: wordsOf(size), mtimeNs: wordsOf(mtimeNs), ctimeNs: wordsOf(ctimeNs) };
  return { ...columns, words };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('no such file in the table');
  return value;
}
