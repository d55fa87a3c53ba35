import { at } from './columns.ts';
import type { Candidates } from './size-groups.ts';

/** Files with what they were told apart by so far and the digest of their next part. */
export interface Digested {
  readonly files: Uint32Array;
  /** The group that each file came from. */
  readonly group: Uint32Array;
  /** One after the other, `width` bytes each. */
  readonly digests: Uint8Array;
  readonly width: number;
  /** 1 where the file failed and leaves. */
  readonly failed: Uint8Array;
}

/** A group that stayed together, with its digest. */
export interface Agreed {
  readonly files: Candidates;
  readonly digest: Uint8Array;
}

/**
 * Splits groups by digest; whoever is alone is dropped. One numeric sort over all files: the key is a mix of group and
 * digest above the file's place, and neighbours of equal mix are then compared in full.
 */
export function partition({ files, group, digests, width, failed }: Digested): Agreed[] {
  const words = new Uint32Array(digests.buffer, digests.byteOffset, digests.byteLength / 4);
  const stride = width / 4;
  const placeBits = Math.max(1, Math.ceil(Math.log2(files.length + 1)));
  const places = 2 ** placeBits;
  const mixRange = 2 ** Math.min(32, 53 - placeBits);
  const keys = new Float64Array(files.length);
  let count = 0;
  for (let place = 0; place < files.length; place += 1) {
    if (failed[place] === 1) continue;
    const mix = (at(words, place * stride) ^ Math.imul(at(group, place), 0x9e3779b1)) >>> 0;
    keys[count] = (mix % mixRange) * places + place;
    count += 1;
  }
  const sorted = keys.subarray(0, count).sort();

  const same = (a: number, b: number): boolean => {
    if (group[a] !== group[b]) return false;
    for (let word = 0; word < stride; word += 1) {
      if (words[a * stride + word] !== words[b * stride + word]) return false;
    }
    return true;
  };

  const agreed: Agreed[] = [];
  for (let start = 0, end = 0; start < count; start = end) {
    const limit = (Math.floor(at(sorted, start) / places) + 1) * places;
    end = start + 1;
    while (end < count && at(sorted, end) < limit) end += 1;
    if (end - start === 1) continue;
    const together = new Uint32Array(end - start);
    for (let index = start; index < end; index += 1) together[index - start] = at(sorted, index) % places;
    for (const members of classesOf(together, same)) {
      const first = at(members, 0);
      agreed.push({
        files: members.map((place) => at(files, place)),
        digest: digests.slice(first * width, (first + 1) * width),
      });
    }
  }
  return agreed;
}

/** Nearly always one class: different content meets here once in 2^32 pairs. */
function classesOf(places: Uint32Array, same: (a: number, b: number) => boolean): Uint32Array[] {
  const first = at(places, 0);
  if (places.every((place) => same(first, place))) return [places];
  const members = places.filter((place) => same(first, place));
  const rest = places.filter((place) => !same(first, place));
  const others = rest.length > 1 ? classesOf(rest, same) : [];
  return members.length > 1 ? [members, ...others] : others;
}
