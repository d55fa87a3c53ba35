import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Checksum, checksumHash } from '../checksum.ts';

/** Whether a file that is here already has the content that is asked for; one that cannot be read has not. */
export async function hasChecksum(path: string, checksum: Checksum, signal: AbortSignal): Promise<boolean> {
  const hash = checksumHash(checksum);
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash, { signal });
  } catch {
    return false;
  }
  return hash.digest('hex') === checksum.hex;
}
