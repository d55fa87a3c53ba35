import { wordAt } from './columns.ts';
import type { Candidates } from './size-groups.ts';

/** Files with what they were told apart by so far and the digest of their next part. */
export interface Digested {
  readonly files: Uint32Array;
  /** The group that each file came from. */
  readonly group: Uint32Array;
  /** Digests one after the other, `stride` words of 32 bits each. */
  readonly words: Uint32Array;
  readonly stride: number;
  /** 1 where the file failed and leaves. */
  readonly failed: Uint8Array;
}

const free = -1;

/**
 * Splits groups by digest; whoever is alone is dropped. What comes out is in the order in which it came in. One hash table
 * with open addressing over all files, in linear time: most files meet nobody.
 */
export function partition({ files, group, words, stride, failed }: Digested): Candidates[] {
  const slotBits = Math.max(4, Math.ceil(Math.log2(files.length * 2 + 1)));
  const slotMask = 2 ** slotBits - 1;
  /** The class that a slot stands for. */
  const slots = new Int32Array(slotMask + 1).fill(free);
  const first = new Uint32Array(files.length);
  const counts = new Uint32Array(files.length);
  const classOf = new Int32Array(files.length).fill(free);
  let classes = 0;

  const same = (a: number, b: number): boolean => {
    if (group[a] !== group[b]) return false;
    for (let word = 0; word < stride; word += 1) {
      if (words[a * stride + word] !== words[b * stride + word]) return false;
    }
    return true;
  };

  for (let place = 0; place < files.length; place += 1) {
    if (failed[place] === 1) continue;
    const mix =
      Math.imul(wordAt(words, place * stride) ^ wordAt(words, place * stride + 1), 0x85ebca6b) ^ wordAt(group, place);
    let slot = (Math.imul(mix, 0x9e3779b1) >>> (32 - slotBits)) & slotMask;
    let met = slots[slot] ?? free;
    while (met !== free && !same(wordAt(first, met), place)) {
      slot = (slot + 1) & slotMask;
      met = slots[slot] ?? free;
    }
    if (met === free) {
      met = classes;
      slots[slot] = met;
      first[met] = place;
      classes += 1;
    }
    classOf[place] = met;
    counts[met] = wordAt(counts, met) + 1;
  }
  return laidOut(files, classOf, counts.subarray(0, classes));
}

/** The members of each class that has several, in one array that all of them share. */
function laidOut(files: Uint32Array, classOf: Int32Array, counts: Uint32Array): Candidates[] {
  const ends = new Uint32Array(counts.length);
  let used = 0;
  for (let number = 0; number < counts.length; number += 1) {
    ends[number] = used;
    if (wordAt(counts, number) > 1) used += wordAt(counts, number);
  }
  const members = new Uint32Array(used);
  for (let place = 0; place < files.length; place += 1) {
    const number = classOf[place] ?? free;
    if (number === free || counts[number] === 1) continue;
    const end = wordAt(ends, number);
    members[end] = wordAt(files, place);
    ends[number] = end + 1;
  }
  const groups: Candidates[] = [];
  for (let number = 0; number < counts.length; number += 1) {
    const count = wordAt(counts, number);
    if (count > 1) groups.push(members.subarray(wordAt(ends, number) - count, wordAt(ends, number)));
  }
  return groups;
}
