/**
 * The record of a file in the blob of its folder, little-endian. It holds the state of the file and what is known of its
 * digests; one without any says that the file was there, and what it looked like.
 *
 *     ino u64 | size f64 | mtime i64 | ctime i64 (ns) | known u32, reserved u32 | head 16 | probe 16 | whole: width bytes
 */
export const stateBytes = 32;
export const partBytes = 16;
export const headOffset = stateBytes + 8;
export const probeOffset = headOffset + partBytes;
export const wholeOffset = probeOffset + partBytes;

/** The bits of `known`. */
export const knownBit = { head: 1, probe: 2, whole: 4 } as const;

/** @param width bytes of a whole digest */
export function recordBytes(width: number): number {
  return wholeOffset + width;
}
