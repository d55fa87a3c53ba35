/**
 * How the files of a folder are remembered: one record a file, in walk order, so that in an unchanged folder each is found
 * where it was. A record holds the state of the file and what is known of its digests:
 *
 *     ino u64 | size f64 | mtime i64 | ctime i64 (ns) | known u32, reserved u32 | head 16 | probe 16 | whole: width bytes
 */
import { at } from './columns.ts';
import type { FileTable } from './file-table.ts';
import { type KnownDigests, knowledge } from './known-digests.ts';

const stateBytes = 32;
const headerBytes = stateBytes + 8;
const partBytes = 16;

/** The digests that can be remembered, their place in the record and their bit in `known`. */
function layout(table: FileTable): readonly { digests: KnownDigests; offset: number; bit: number }[] {
  return [
    { digests: table.head, offset: headerBytes, bit: 1 },
    { digests: table.probe, offset: headerBytes + partBytes, bit: 2 },
    { digests: table.whole, offset: headerBytes + 2 * partBytes, bit: 4 },
  ];
}

export function recordBytes(table: FileTable): number {
  return headerBytes + 2 * partBytes + table.whole.width;
}

/** Takes over what is remembered of these files, where nothing about them has changed. @returns how many were known */
export function recall(table: FileTable, first: number, count: number, remembered: Uint8Array): number {
  const bytes = recordBytes(table);
  if (remembered.length % bytes !== 0) return 0;
  // A copy is aligned, whatever the database handed out.
  const copy = remembered.slice();
  const words = new Uint32Array(copy.buffer);
  const stride = bytes / 4;
  const records = copy.length / bytes;
  const state = new Uint32Array(stateBytes / 4);
  const parts = layout(table);
  let byInode: Map<number, number[]> | undefined;
  let expected = 0;
  let known = 0;

  for (let file = first; file < first + count; file += 1) {
    table.copyState(file, state);
    let record: number | undefined = expected;
    if (expected >= records || !sameState(words, expected * stride, state)) {
      byInode ??= indexByInode(words, stride, records);
      record = byInode.get(at(state, 0))?.find((candidate) => sameState(words, candidate * stride, state));
    }
    if (record === undefined) continue;
    expected = record + 1;
    known += 1;
    const bits = at(words, record * stride + stateBytes / 4);
    for (const { digests, offset, bit } of parts) {
      const from = record * bytes + offset;
      if ((bits & bit) !== 0) digests.set(file, copy.subarray(from, from + digests.width), knowledge.sure);
    }
  }
  return known;
}

/**
 * The records of these files. One whose times are not older than `settledNs` is left out: it could change once more
 * without its times telling (git's index has the same rule for racy timestamps).
 */
export function remember(table: FileTable, files: Iterable<number>, settledNs: bigint): Uint8Array {
  const bytes = recordBytes(table);
  const parts = layout(table);
  const state = new Uint32Array(stateBytes / 4);
  const records: Uint8Array[] = [];
  for (const file of files) {
    if (table.mtimeNs(file) >= settledNs || table.ctimeNs(file) >= settledNs) continue;
    const record = new Uint8Array(bytes);
    let bits = 0;
    for (const { digests, offset, bit } of parts) {
      const digest = digests.get(file);
      if (digest === undefined) continue;
      bits |= bit;
      record.set(digest, offset);
    }
    if (bits === 0) continue;
    table.copyState(file, state);
    new Uint32Array(record.buffer).set(state);
    new Uint32Array(record.buffer)[stateBytes / 4] = bits;
    records.push(record);
  }
  return Buffer.concat(records);
}

/** The records of `now`, and behind them those of `before` for inodes that have none in `now`. */
export function withOthers(table: FileTable, now: Uint8Array, before: Uint8Array): Uint8Array {
  const bytes = recordBytes(table);
  const recordsOf = (all: Uint8Array) =>
    Array.from({ length: Math.floor(all.length / bytes) }, (_, index) =>
      all.subarray(index * bytes, (index + 1) * bytes),
    );
  const inodeOf = (record: Uint8Array) => Buffer.from(record.subarray(0, 8)).toString('latin1');
  const present = new Set(recordsOf(now).map(inodeOf));
  return Buffer.concat([now, ...recordsOf(before).filter((record) => !present.has(inodeOf(record)))]);
}

function sameState(words: Uint32Array, from: number, state: Uint32Array): boolean {
  for (let word = 0; word < state.length; word += 1) if (words[from + word] !== state[word]) return false;
  return true;
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
