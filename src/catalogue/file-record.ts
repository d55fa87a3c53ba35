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

export interface FileRecord {
  readonly ino: bigint;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** Of the whole content, hex; undefined where no scan had to know. */
  readonly hash: string | undefined;
}

/** @param ofSize only files of this size, which is the cheapest to compare */
export function* recordsIn(blob: Uint8Array, width: number, ofSize?: number): Generator<FileRecord> {
  const step = recordBytes(width);
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length % step !== 0) return;
  for (let at = 0; at < bytes.length; at += step) {
    const size = bytes.readDoubleLE(at + 8);
    if (ofSize !== undefined && size !== ofSize) continue;
    const whole = at + wholeOffset;
    yield {
      ino: bytes.readBigUInt64LE(at),
      size,
      mtimeNs: bytes.readBigInt64LE(at + 16),
      ctimeNs: bytes.readBigInt64LE(at + 24),
      hash: isKnown(bytes, at) ? bytes.toString('hex', whole, whole + width) : undefined,
    };
  }
}

function isKnown(bytes: Buffer, at: number): boolean {
  return (bytes.readUInt32LE(at + stateBytes) & knownBit.whole) !== 0;
}

/** The same as numbers to look up by: the first four bytes of the digest, -1 where it is unknown, and the size. */
export function forEachKey(blob: Uint8Array, width: number, visit: (digest: number, size: number) => void): void {
  const step = recordBytes(width);
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length % step !== 0) return;
  for (let at = 0; at < bytes.length; at += step) {
    visit(isKnown(bytes, at) ? bytes.readUInt32BE(at + wholeOffset) : -1, bytes.readDoubleLE(at + 8));
  }
}
