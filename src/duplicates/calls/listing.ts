import { byteAt, doubleAt, wordAt } from '../columns.ts';
import { type FileKind, fileKinds } from './file-state.ts';

/** Keys of entries are packed with their number into the 53 bits of a double. */
const entryRange = 2 ** 21;
const inodeRange = 2 ** 32;

/** The entries of one folder: names end to end, each followed by NUL. Used over and over. */
export class Listing {
  count = 0;
  names = Buffer.alloc(16 * 1024);
  #starts = new Uint32Array(512);
  #kinds = new Uint8Array(512);
  #inodes = new Float64Array(512);
  #end = 0;

  clear(): void {
    this.count = 0;
    this.#end = 0;
  }

  /** @param inode its lower 32 bits; 0 where it is not known */
  add(bytes: Uint8Array, from: number, to: number, kind: FileKind, inode: number): void {
    const entry = this.count;
    if (entry === this.#starts.length) this.#growEntries();
    const start = this.#end;
    const end = start + to - from + 1;
    if (end > this.names.length) this.#growNames(end);
    for (let index = from, place = start; index < to; index += 1, place += 1) this.names[place] = byteAt(bytes, index);
    this.names[end - 1] = 0;
    this.#starts[entry] = start;
    this.#kinds[entry] = kind;
    this.#inodes[entry] = inode;
    this.#end = end;
    this.count = entry + 1;
  }

  kind(entry: number): FileKind {
    return byteAt(this.#kinds, entry) as FileKind;
  }

  start(entry: number): number {
    return wordAt(this.#starts, entry);
  }

  /** Where its NUL stands. */
  end(entry: number): number {
    return (entry + 1 === this.count ? this.#end : wordAt(this.#starts, entry + 1)) - 1;
  }

  name(entry: number): string {
    return this.names.toString('latin1', this.start(entry), this.end(entry));
  }

  endsWith(entry: number, ending: Uint8Array): boolean {
    let place = this.end(entry);
    if (place - this.start(entry) < ending.length) return false;
    for (let index = ending.length - 1; index >= 0; index -= 1) {
      place -= 1;
      if (byteAt(this.names, place) !== byteAt(ending, index)) return false;
    }
    return true;
  }

  /** The names of entries, each followed by NUL. */
  namesOf(entries: Uint32Array): Uint8Array {
    return Buffer.concat(Array.from(entries, (entry) => this.names.subarray(this.start(entry), this.end(entry) + 1)));
  }

  /**
   * Entries in the order of their inodes, which on most file systems is that of their place on the disk: a cold disk reads
   * on instead of seeking.
   */
  byInode(entries: Uint32Array): Uint32Array {
    if (this.count > entryRange) return entries;
    const keys = new Float64Array(entries.length);
    for (let index = 0; index < keys.length; index += 1) {
      const entry = wordAt(entries, index);
      keys[index] = (doubleAt(this.#inodes, entry) % inodeRange) * entryRange + entry;
    }
    keys.sort();
    for (let index = 0; index < keys.length; index += 1) entries[index] = doubleAt(keys, index) % entryRange;
    return entries;
  }

  #growEntries(): void {
    const size = this.#starts.length * 2;
    this.#starts = grown(new Uint32Array(size), this.#starts);
    this.#kinds = grown(new Uint8Array(size), this.#kinds);
    this.#inodes = grown(new Float64Array(size), this.#inodes);
  }

  #growNames(least: number): void {
    this.names = grown(Buffer.alloc(Math.max(least, this.names.length * 2)), this.names);
  }
}

function grown<Column extends { set(from: Column): void }>(to: Column, from: Column): Column {
  to.set(from);
  return to;
}

/** From `d_type` of getdents64(2). */
export function kindOfEntry(type: number): FileKind {
  switch (type) {
    case 8:
      return fileKinds.file;
    case 4:
      return fileKinds.folder;
    case 0:
      return fileKinds.unknown;
    default:
      return fileKinds.other;
  }
}
