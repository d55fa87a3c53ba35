/**
 * How the files of a folder are remembered: one record a file (catalogue/file-record.ts), in walk order, so that in an
 * unchanged folder each is found where it was.
 */
import { headOffset, knownBit, probeOffset, recordBytes, stateBytes, wholeOffset } from '../catalogue/file-record.ts';
import { at } from './columns.ts';
import type { FileTable } from './file-table.ts';
import { type KnownDigests, knowledge } from './known-digests.ts';

/** The digests that can be remembered, their place in the record and their bit in `known`. */
function layout(table: FileTable): readonly { digests: KnownDigests; offset: number; bit: number }[] {
  return [
    { digests: table.head, offset: headOffset, bit: knownBit.head },
    { digests: table.probe, offset: probeOffset, bit: knownBit.probe },
    { digests: table.whole, offset: wholeOffset, bit: knownBit.whole },
  ];
}

/** Takes over what is remembered of these files, where nothing about them has changed. @returns of how many a digest was */
export function recall(table: FileTable, first: number, count: number, remembered: Uint8Array): number {
  const bytes = recordBytes(table.whole.width);
  if (remembered.length % bytes !== 0) return 0;
  // A copy is aligned, whatever the database handed out.
  const copy = remembered.slice();
  const words = new Uint32Array(copy.buffer);
  const stride = bytes / 4;
  const records = copy.length / bytes;
  const parts = layout(table);
  let byInode: Map<number, number[]> | undefined;
  let expected = 0;
  let known = 0;

  for (let file = first; file < first + count; file += 1) {
    let record: number | undefined = expected;
    if (expected >= records || !table.isInState(file, words, expected * stride)) {
      byInode ??= indexByInode(words, stride, records);
      const candidates = byInode.get(table.inoHalf(file));
      record = candidates?.find((candidate) => table.isInState(file, words, candidate * stride));
    }
    if (record === undefined) continue;
    expected = record + 1;
    const bits = at(words, record * stride + stateBytes / 4);
    if (bits !== 0) known += 1;
    for (const { digests, offset, bit } of parts) {
      if ((bits & bit) !== 0) digests.setWords(file, words, record * stride + offset / 4, knowledge.sure);
    }
  }
  return known;
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
    const low = at(words, record * stride);
    const known = index.get(low);
    if (known === undefined) index.set(low, [record]);
    else known.push(record);
  }
  return index;
}
