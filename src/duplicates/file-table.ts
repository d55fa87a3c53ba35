import type { BytePath } from '../base/byte-path.ts';
import { stateWords } from './calls/file-state.ts';
import { byteAt } from './columns.ts';
import { FileBatchBuilder } from './file-batch.ts';
import { KnownDigests } from './known-digests.ts';
import { type FileBatch, type FolderSlice, rowFlags, type WalkResult } from './tasks.ts';
import type { PathVisitor } from './types.ts';

/**
 * Every file of a scan, by number, in walk order. A million files take some 60 MB: columns in pages, and names that stay in
 * the buffers in which the workers sent them.
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
  readonly #linked: number[] = [];

  constructor(digestBytes: number) {
    this.whole = new KnownDigests(digestBytes);
  }

  /** Appends the files of a walk result, without the slices that `skip` rejects. */
  append(
    result: WalkResult,
    skip: (slice: FolderSlice) => boolean,
    onSlice: (slice: FolderSlice, first: number) => void,
  ): void {
    const names = Buffer.from(result.names.buffer, result.names.byteOffset, result.names.byteLength);
    let row = 0;
    for (const slice of result.slices) {
      const end = row + slice.files;
      if (!skip(slice)) {
        const first = this.count;
        const nameStart = row === 0 ? 0 : (result.nameEnd[row - 1] ?? 0) + 1;
        const prefix = slice.path.endsWith('/') ? slice.path : `${slice.path}/`;
        const number = this.#slices.push({ ...slice, prefix, first, names, nameStart }) - 1;
        this.#copy(result, row, end, number);
        onSlice(slice, first);
      }
      row = end;
    }
  }

  #copy(result: WalkResult, from: number, to: number, slice: number): void {
    const { width } = this.whole;
    for (let row = from; row < to; ) {
      const at = this.count & rowMask;
      const page = at === 0 ? this.#addPage() : this.#page(this.count);
      const end = Math.min(to, row + pageRows - at);
      page.state.set(result.states.subarray(row * stateWords, end * stateWords), at * stateWords);
      this.#noteLinked(result.flags, row, end);
      page.nameEnd.set(result.nameEnd.subarray(row, end), at);
      page.slice.fill(slice, at, at + end - row);
      this.whole.setRun(
        this.count,
        result.digests.subarray(row * width, end * width),
        result.flags.subarray(row, end),
        rowFlags.read,
      );
      this.count += end - row;
      row = end;
    }
  }

  #noteLinked(flags: Uint8Array, from: number, to: number): void {
    for (let row = from; row < to; row += 1) {
      if ((byteAt(flags, row) & rowFlags.linked) !== 0) this.#linked.push(this.count + row - from);
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
    return found(this.#page(file).numbers[(file & rowMask) * 4 + 1]);
  }

  ino(file: number): bigint {
    return BigInt.asUintN(64, found(this.#page(file).wholes[(file & rowMask) * 4]));
  }

  /** The lower half of the inode's number. */
  inoHalf(file: number): number {
    return found(this.#page(file).state[(file & rowMask) * stateWords]);
  }

  mtimeNs(file: number): bigint {
    return found(this.#page(file).wholes[(file & rowMask) * 4 + 2]);
  }

  ctimeNs(file: number): bigint {
    return found(this.#page(file).wholes[(file & rowMask) * 4 + 3]);
  }

  sizes(files: Uint32Array): Float64Array {
    const sizes = new Float64Array(files.length);
    for (let index = 0; index < files.length; index += 1) sizes[index] = this.size(files[index] ?? 0);
    return sizes;
  }

  /** Files whose inodes have further names, inside the scan or outside. */
  get linkedFiles(): readonly number[] {
    return this.#linked;
  }

  /** Inode, size, mtime and ctime as they are in memory: eight words to compare and to keep. */
  state(file: number): Uint32Array {
    const from = (file & rowMask) * stateWords;
    return this.#page(file).state.subarray(from, from + stateWords);
  }

  /** Digests of any kind that were learnt or forgotten. */
  get edits(): number {
    return this.head.edits + this.probe.edits + this.whole.edits;
  }

  /** Whether it is in the state that stands in `words` from `from` on. */
  isInState(file: number, words: Uint32Array, from: number): boolean {
    const { state } = this.#page(file);
    const own = (file & rowMask) * stateWords;
    for (let word = 0; word < stateWords; word += 1) if (state[own + word] !== words[from + word]) return false;
    return true;
  }

  dev(file: number): bigint {
    return this.#slice(file).dev;
  }

  root(file: number): number {
    return this.#slice(file).root;
  }

  /** The same for the same name in the same folder, whatever path led there. */
  nameKey(file: number): string {
    const { folderDev, folderIno } = this.#slice(file);
    return `${folderDev}:${folderIno}/${this.name(file)}`;
  }

  /** Files of these folders belong to another root than the one that they were found by. @param roots by `folderKey` */
  assignRoots(roots: ReadonlyMap<string, number>): void {
    for (const [number, slice] of this.#slices.entries()) {
      const root = roots.get(folderKey(slice));
      if (root !== undefined) this.#slices[number] = { ...slice, root };
    }
  }

  name(file: number): string {
    const slice = this.#slice(file);
    return slice.names.toString('latin1', this.#nameStart(slice, file), this.#nameEnd(file));
  }

  #nameStart(slice: Slice, file: number): number {
    return file === slice.first ? slice.nameStart : this.#nameEnd(file - 1) + 1;
  }

  #nameEnd(file: number): number {
    return found(this.#page(file).nameEnd[file & rowMask]);
  }

  /** Negative where the first was modified before the second. */
  compareMtimes(a: number, b: number): number {
    const pageA = this.#page(a).state;
    const pageB = this.#page(b).state;
    const wordA = (a & rowMask) * stateWords + 4;
    const wordB = (b & rowMask) * stateWords + 4;
    // The upper half carries the sign.
    const upper = (found(pageA[wordA + 1]) | 0) - (found(pageB[wordB + 1]) | 0);
    return upper !== 0 ? upper : found(pageA[wordA]) - found(pageB[wordB]);
  }

  /** Bytes of its path. */
  pathLength(file: number): number {
    const slice = this.#slice(file);
    return slice.prefix.length + this.#nameEnd(file) - this.#nameStart(slice, file);
  }

  /** The path of the folder it is in. */
  folder(file: number): BytePath {
    return this.#slice(file).path as BytePath;
  }

  path(file: number): BytePath {
    return (this.#slice(file).prefix + this.name(file)) as BytePath;
  }

  visitPath(file: number, visit: PathVisitor): void {
    const slice = this.#slice(file);
    slice.prefixBytes ??= Buffer.from(slice.prefix, 'latin1');
    visit(slice.prefixBytes, slice.names, this.#nameStart(slice, file), this.#nameEnd(file));
  }

  /** Files as a task names them, best given in walk order. `onRun` is called with the first file of each folder. */
  batch(files: Uint32Array, onRun: (file: number) => void = () => {}): FileBatch {
    const batch = new FileBatchBuilder();
    for (const file of files) {
      const slice = this.#slice(file);
      const fresh = batch.add(slice, slice.path, slice.names, this.#nameStart(slice, file), this.#nameEnd(file));
      if (fresh) onRun(file);
    }
    return batch.build();
  }
}

/** A folder by its identity. */
export function folderKey({ folderDev, folderIno }: Pick<FolderSlice, 'folderDev' | 'folderIno'>): string {
  return `${folderDev}:${folderIno}`;
}

/** Parts are told apart by xxh3-128. */
const partDigestBytes = 16;

type Slice = Omit<FolderSlice, 'files'> & {
  readonly first: number;
  readonly names: Buffer;
  /** Of the paths of its files. */
  readonly prefix: string;
  /** The same, once it is asked for. */
  prefixBytes?: Uint8Array;
  /** Where the name of the first file begins. */
  readonly nameStart: number;
};

const pageShift = 16;
const pageRows = 1 << pageShift;
const rowMask = pageRows - 1;

type Page = ReturnType<typeof makePage>;

function makePage() {
  const state = new Uint32Array(pageRows * stateWords);
  return {
    state,
    numbers: new Float64Array(state.buffer),
    wholes: new BigInt64Array(state.buffer),
    nameEnd: new Uint32Array(pageRows),
    slice: new Uint32Array(pageRows),
  };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('no such file in the table');
  return value;
}
