import { readSync } from 'node:fs';
import { ioBuffer } from '../base/io-buffer.ts';
import { alive } from '../orchestrator/alive.ts';

/** Bytes read at a time: two of these fit the second-level cache of a core. */
export const blockBytes = 1 << 18;

const ours = ioBuffer(blockBytes);
const theirs = ioBuffer(blockBytes);

/**
 * Reads two files from their first byte to `size` and compares them; neither descriptor's position is used.
 * @param onBlock told each block once both are known to have it; valid during the call only
 * @returns false where they differ, or one of them is shorter
 */
export function sameBytes(a: number, b: number, size: number, onBlock?: (block: Buffer) => void): boolean {
  for (let position = 0; position < size; position += blockBytes) {
    const length = Math.min(blockBytes, size - position);
    if (readFully(a, ours, length, position) < length || readFully(b, theirs, length, position) < length) return false;
    if (ours.compare(theirs, 0, length, 0, length) !== 0) return false;
    onBlock?.(ours.subarray(0, length));
  }
  return true;
}

/** The blocks of one file; false where it is shorter than `size`. */
export function readBlocks(fd: number, size: number, onBlock: (block: Buffer) => void): boolean {
  for (let position = 0; position < size; position += blockBytes) {
    const length = Math.min(blockBytes, size - position);
    if (readFully(fd, ours, length, position) < length) return false;
    onBlock(ours.subarray(0, length));
  }
  return true;
}

/** read(2) may return less than asked for; less than `length` here means the end of the file. */
export function readFully(fd: number, buffer: Buffer, length: number, position: number): number {
  let filled = 0;
  while (filled < length) {
    alive();
    const count = readSync(fd, buffer, filled, length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
