/** What a range of comparing said about the files of one set. */
import { doubleAt, wordAt } from './columns.ts';
import { blockAlgorithm } from './compare-blocks.ts';
import { digestBytes } from './digest-bytes.ts';
import type { Digested } from './partition.ts';

export const blockDigestBytes = digestBytes[blockAlgorithm];

/** Of each file where it left the first one (-1: it stayed), the digest of the block there, and whether it failed. */
export interface Outcome {
  readonly left: Float64Array;
  readonly blocks: Uint8Array;
  readonly failed: Uint8Array;
  /** See CompareResult. */
  readonly hash: Uint8Array | undefined;
}

/** Several shares of one set, each with the set's first file before its own. */
export function joined(shares: readonly Outcome[]): Outcome {
  const files = shares.reduce((sum, { left }) => sum + left.length - 1, 1);
  const left = new Float64Array(files).fill(-1);
  const blocks = new Uint8Array(files * blockDigestBytes);
  const failed = new Uint8Array(files);
  let place = 1;
  for (const share of shares) {
    left.set(share.left.subarray(1), place);
    blocks.set(share.blocks.subarray(blockDigestBytes), place * blockDigestBytes);
    failed.set(share.failed.subarray(1), place);
    if (share.failed[0] === 1) failed[0] = 1;
    place += share.failed.length - 1;
  }
  return { left, blocks, failed, hash: shares[0]?.hash };
}

/** For `partition`: the digest first, whose words tell most. */
export function leaversByBlock(places: Uint32Array, { left, blocks }: Outcome): Digested {
  const stride = blockDigestBytes / 4 + 2;
  const words = new Uint32Array(places.length * stride);
  const bytes = new Uint8Array(words.buffer);
  for (let index = 0; index < places.length; index += 1) {
    const place = wordAt(places, index);
    const from = index * stride * 4;
    bytes.set(blocks.subarray(place * blockDigestBytes, (place + 1) * blockDigestBytes), from);
    new DataView(words.buffer).setFloat64(from + blockDigestBytes, doubleAt(left, place));
  }
  return { files: places, group: new Uint32Array(places.length), words, stride, failed: new Uint8Array(places.length) };
}
