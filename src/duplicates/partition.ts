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
  const placeBits = Math.max(1, Math.ceil(Math.log2(files.length + 1)));
  const places = 2 ** placeBits;
  const mixRange = 2 ** Math.min(32, 53 - placeBits);
  const words = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
  const keys = new Float64Array(files.length);
  let count = 0;
  for (let place = 0; place < files.length; place += 1) {
    if (failed[place] === 1) continue;
    const mix = (words.getUint32(place * width, true) ^ Math.imul(group[place] ?? 0, 0x9e3779b1)) >>> 0;
    keys[count] = (mix % mixRange) * places + place;
    count += 1;
  }
  const sorted = keys.subarray(0, count).sort();

  const same = (a: number, b: number): boolean => {
    if (group[a] !== group[b]) return false;
    for (let byte = 0; byte < width; byte += 1) {
      if (digests[a * width + byte] !== digests[b * width + byte]) return false;
    }
    return true;
  };

  const agreed: Agreed[] = [];
  for (let start = 0; start < count; ) {
    const mix = Math.floor((sorted[start] ?? 0) / places);
    let end = start + 1;
    while (end < count && Math.floor((sorted[end] ?? 0) / places) === mix) end += 1;
    if (end - start > 1) {
      const together = Array.from(sorted.subarray(start, end), (key) => key % places);
      for (const members of classesOf(together, same)) {
        const first = members[0] ?? 0;
        agreed.push({
          files: Uint32Array.from(members, (place) => files[place] ?? 0),
          digest: digests.slice(first * width, (first + 1) * width),
        });
      }
    }
    start = end;
  }
  return agreed;
}

/** Nearly always one class: different content meets here once in 2^32 pairs. */
function* classesOf(places: number[], same: (a: number, b: number) => boolean): Generator<number[]> {
  let rest = places;
  while (rest.length > 1) {
    const [first = 0] = rest;
    const members = rest.filter((place) => same(first, place));
    rest = rest.filter((place) => !same(first, place));
    if (members.length > 1) yield members;
  }
}
