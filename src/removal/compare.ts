import { readSync } from 'node:fs';
import { ContentDigest, digestBlock } from './digest.ts';

// As long as a block of the digest; both fit the second-level cache of a core.
const ours = Buffer.allocUnsafeSlow(digestBlock);
const theirs = Buffer.allocUnsafeSlow(digestBlock);

/**
 * Reads two files from their first byte to `size` and compares them; neither descriptor's position is used.
 * @returns the digest of their content, or undefined where they differ or one of them is shorter
 */
export function compareContents(a: number, b: number, size: number): string | undefined {
  const digest = new ContentDigest();
  for (let position = 0; position < size; position += digestBlock) {
    const length = Math.min(digestBlock, size - position);
    if (readFully(a, ours, length, position) < length || readFully(b, theirs, length, position) < length) {
      return undefined;
    }
    if (ours.compare(theirs, 0, length, 0, length) !== 0) return undefined;
    digest.update(ours.subarray(0, length));
  }
  return digest.end();
}

/** The digest of one file; undefined where it is shorter than `size`. */
export function digestOf(fd: number, size: number): string | undefined {
  const digest = new ContentDigest();
  for (let position = 0; position < size; position += digestBlock) {
    const length = Math.min(digestBlock, size - position);
    if (readFully(fd, ours, length, position) < length) return undefined;
    digest.update(ours.subarray(0, length));
  }
  return digest.end();
}

/** True where `shorter` is the beginning of `longer`, or all of it. */
export function isPrefix(shorter: number, longer: number, size: number): boolean {
  return compareContents(shorter, longer, size) !== undefined;
}

/** read(2) may return less than asked for; less than `length` here means the end of the file. */
export function readFully(fd: number, buffer: Buffer, length: number, position: number): number {
  let filled = 0;
  while (filled < length) {
    const count = readSync(fd, buffer, filled, length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
