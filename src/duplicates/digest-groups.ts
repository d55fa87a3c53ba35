/**
 * What needs no comparing any more: files whose digests came with their very state, from the visit that found them or from
 * the catalogue, as have those of all others of their size.
 */
import { intAt, wordAt } from './columns.ts';
import type { FileTable } from './file-table.ts';
import { sortedOrder } from './size-groups.ts';

/** Groups in one array: group `n` is what stands in `members` between `ends[n - 1]` and `ends[n]`. */
export interface DigestGroups {
  readonly members: Uint32Array;
  readonly ends: Uint32Array;
  /** The files that have still to be told apart, in the order in which they were given. */
  readonly open: Uint32Array;
}

const free = -1;

/** Larger files first. One hash table with open addressing, filled in walk order: digests are read as they lie. */
export function groupByDigest(table: FileTable, files: Uint32Array): DigestGroups {
  const { whole } = table;
  const openSizes = sizesToCompare(table, files);
  const open = new Uint32Array(files.length);
  let openCount = 0;
  const slotBits = Math.max(4, Math.ceil(Math.log2(files.length * 2 + 1)));
  const slotMask = 2 ** slotBits - 1;
  /** The class that a slot stands for. */
  const slots = new Int32Array(slotMask + 1).fill(free);
  /** A part of the digest of each class: nearly all that share a slot differ in it. */
  const keys = new Uint32Array(files.length);
  const first = new Uint32Array(files.length);
  const counts = new Uint32Array(files.length);
  const classOf = new Int32Array(files.length).fill(free);
  let classes = 0;

  for (let place = 0; place < files.length; place += 1) {
    const file = wordAt(files, place);
    const size = table.size(file);
    if (!whole.isSure(file) || (openSizes.size > 0 && openSizes.has(size))) {
      open[openCount++] = file;
      continue;
    }
    const key = whole.key(file);
    let slot = (Math.imul(key ^ size, 0x9e3779b1) >>> (32 - slotBits)) & slotMask;
    let met = intAt(slots, slot);
    while (met !== free) {
      const other = wordAt(first, met);
      if (wordAt(keys, met) === key && table.size(other) === size && whole.areSame(other, file)) break;
      slot = (slot + 1) & slotMask;
      met = intAt(slots, slot);
    }
    if (met === free) {
      met = classes;
      slots[slot] = met;
      keys[met] = key;
      first[met] = file;
      classes += 1;
    }
    classOf[place] = met;
    counts[met] = wordAt(counts, met) + 1;
  }
  const order = largestFirst(table, first.subarray(0, classes), counts);
  return { ...laidOut(files, classOf, counts, order), open: open.slice(0, openCount) };
}

/** Sizes of which some file is not known. */
function sizesToCompare(table: FileTable, files: Uint32Array): ReadonlySet<number> {
  const sizes = new Set<number>();
  for (let place = 0; place < files.length; place += 1) {
    const file = wordAt(files, place);
    if (!table.whole.isSure(file)) sizes.add(table.size(file));
  }
  return sizes;
}

/** The classes of several files. */
function largestFirst(table: FileTable, first: Uint32Array, counts: Uint32Array): Uint32Array {
  // Sorted backwards and turned round: those of equal size stay in walk order.
  const several: number[] = [];
  for (let number = first.length - 1; number >= 0; number -= 1) if (wordAt(counts, number) > 1) several.push(number);
  const order = sortedOrder(Float64Array.from(several, (number) => table.size(wordAt(first, number))));
  return order.map((place) => several[place] ?? 0).reverse();
}

function laidOut(files: Uint32Array, classOf: Int32Array, counts: Uint32Array, order: Uint32Array) {
  /** Where the next member of a class goes. */
  const next = new Int32Array(counts.length).fill(free);
  const ends = new Uint32Array(order.length);
  let used = 0;
  for (let group = 0; group < order.length; group += 1) {
    const number = wordAt(order, group);
    next[number] = used;
    used += wordAt(counts, number);
    ends[group] = used;
  }
  const members = new Uint32Array(used);
  for (let place = 0; place < files.length; place += 1) {
    const number = classOf[place] ?? free;
    const to = number === free ? free : (next[number] ?? free);
    if (to === free) continue;
    members[to] = wordAt(files, place);
    next[number] = to + 1;
  }
  return { members, ends };
}
