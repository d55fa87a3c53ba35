/**
 * How the files of a folder are remembered: one record a file (catalogue/file-record.ts), in walk order, so that in an
 * unchanged folder each is found where it was.
 */
import { headOffset, knownBit, probeOffset, recordBytes, stateBytes, wholeOffset } from '../catalogue/file-record.ts';
import { wordAt } from './columns.ts';
import type { FileTable } from './file-table.ts';
import type { KnownDigests } from './known-digests.ts';

/** The digests that can be remembered, their place in the record and their bit in `known`. */
function layout(table: FileTable): readonly { digests: KnownDigests; offset: number; bit: number }[] {
  return [
    { digests: table.head, offset: headOffset, bit: knownBit.head },
    { digests: table.probe, offset: probeOffset, bit: knownBit.probe },
    { digests: table.whole, offset: wholeOffset, bit: knownBit.whole },
  ];
}

export interface Recalled {
  /** Files of which a digest is known. */
  readonly known: number;
  /** The records are those of these files, in this order, and none more. */
  readonly intact: boolean;
}

/** The records of one folder from before. */
export class RememberedFiles {
  readonly #words: Uint32Array;
  /** Of a record. */
  readonly #stride: number;
  readonly #count: number;
  #byInode: ReadonlyMap<number, readonly number[]> | undefined;

  /** @param width bytes of a whole digest */
  constructor(blob: Uint8Array, width: number) {
    const bytes = recordBytes(width);
    this.#words = wordsOf(blob.length % bytes === 0 ? blob : blob.subarray(0, 0));
    this.#stride = bytes / 4;
    this.#count = (this.#words.length * 4) / bytes;
  }

  /** Takes over what they say of consecutive files about which nothing has changed. */
  recall(table: FileTable, first: number, count: number): Recalled {
    const end = first + count;
    let [file, record, known, leaps] = [first, 0, 0, 0];
    while (file < end) {
      const alike = this.#countAlike(table, file, end - file, record);
      known += this.#takeOver(table, file, alike, record);
      file += alike;
      record += alike;
      if (file === end) break;
      // Some file came, went or changed: those behind it are found where they are now.
      leaps += 1;
      const there = this.#find(table, file);
      if (there === undefined) file += 1;
      else record = there;
    }
    return { known, intact: leaps === 0 && count === this.#count };
  }

  /** How many files in a row are in the states of as many records. */
  #countAlike(table: FileTable, first: number, most: number, record: number): number {
    const [words, stride, end] = [this.#words, this.#stride, Math.min(most, this.#count - record)];
    let count = 0;
    while (count < end && table.isInState(first + count, words, (record + count) * stride)) count += 1;
    return count;
  }

  /** @returns of how many files a digest is known */
  #takeOver(table: FileTable, first: number, count: number, record: number): number {
    const [words, stride, bitsAt, start] = [this.#words, this.#stride, stateBytes / 4, record * this.#stride];
    let known = 0;
    let all = 0;
    for (let index = 0; index < count; index += 1) {
      const bits = wordAt(words, start + index * stride + bitsAt);
      if (bits !== 0) known += 1;
      all |= bits;
    }
    for (const { digests, offset, bit } of layout(table)) {
      const part = { start, stride, offset: offset / 4, bitsAt, bit };
      if ((all & bit) !== 0) digests.takeOver(first, count, words, part);
    }
    return known;
  }

  #find(table: FileTable, file: number): number | undefined {
    this.#byInode ??= indexByInode(this.#words, this.#stride, this.#count);
    const records = this.#byInode.get(table.inoHalf(file));
    return records?.find((record) => table.isInState(file, this.#words, record * this.#stride));
  }
}

/** Aligned, whatever the database handed out. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  if (byteOffset % 4 === 0) return new Uint32Array(buffer, byteOffset, length / 4);
  return new Uint32Array(buffer.slice(byteOffset, byteOffset + length));
}

/**
 * The records of these files. Of one whose times are not older than `settledNs` no digest is kept: it could change once
 * more without its times telling (git's index has the same rule for racy timestamps).
 */
export function remember(table: FileTable, files: readonly number[], settledNs: bigint): Uint8Array {
  const bytes = recordBytes(table.whole.width);
  const parts = layout(table);
  const records = new Uint8Array(files.length * bytes);
  const words = new Uint32Array(records.buffer);
  for (const [index, file] of files.entries()) {
    const from = index * bytes;
    words.set(table.state(file), from / 4);
    if (table.mtimeNs(file) >= settledNs || table.ctimeNs(file) >= settledNs) continue;
    let bits = 0;
    for (const { digests, offset, bit } of parts) {
      const digest = digests.get(file);
      if (digest === undefined) continue;
      bits |= bit;
      records.set(digest, from + offset);
    }
    words[(from + stateBytes) / 4] = bits;
  }
  return records;
}

/**
 * Whether `remembered` says of these files what is known of them now: the same files in the same states and order, and no
 * digest more. What the records say of a file in the state that they name, the table has from them.
 */
export function isAsRemembered(table: FileTable, files: readonly number[], remembered: Uint8Array): boolean {
  const bytes = recordBytes(table.whole.width);
  if (remembered.length !== files.length * bytes || remembered.byteOffset % 4 !== 0) return false;
  const words = new Uint32Array(remembered.buffer, remembered.byteOffset, remembered.length / 4);
  const parts = layout(table);
  for (const [index, file] of files.entries()) {
    const from = (index * bytes) / 4;
    if (!table.isInState(file, words, from)) return false;
    let bits = 0;
    for (const { digests, bit } of parts) if (digests.has(file)) bits |= bit;
    if (bits !== words[from + stateBytes / 4]) return false;
  }
  return true;
}

/** The records of `now`, and behind them those of `before` for inodes that have none in `now`. */
export function withOthers(table: FileTable, now: Uint8Array, before: Uint8Array): Uint8Array {
  const bytes = recordBytes(table.whole.width);
  const recordsOf = (all: Uint8Array) =>
    Array.from({ length: Math.floor(all.length / bytes) }, (_, index) =>
      all.subarray(index * bytes, (index + 1) * bytes),
    );
  const inodeOf = (record: Uint8Array) => Buffer.from(record.subarray(0, 8)).toString('latin1');
  const present = new Set(recordsOf(now).map(inodeOf));
  return Buffer.concat([now, ...recordsOf(before).filter((record) => !present.has(inodeOf(record)))]);
}

function indexByInode(words: Uint32Array, stride: number, records: number): Map<number, number[]> {
  const index = new Map<number, number[]>();
  for (let record = 0; record < records; record += 1) {
    const low = wordAt(words, record * stride);
    const known = index.get(low);
    if (known === undefined) index.set(low, [record]);
    else known.push(record);
  }
  return index;
}
