import { open } from 'node:fs/promises';
import { type BytePath, toFs } from '../base/byte-path.ts';
import { ioBuffer } from '../base/io-buffer.ts';
import { createHasher } from './digest.ts';
import type { AlgorithmName } from './types.ts';

const blockBytes = 1024 * 1024;

/** The digest of one file of any size, in hex; two blocks of memory, one being read while the other is hashed. */
export async function hashFile(path: BytePath, algorithm: AlgorithmName, signal?: AbortSignal): Promise<string> {
  const hasher = await createHasher(algorithm);
  hasher.init();
  await using file = await open(toFs(path));
  const blocks: [Buffer, Buffer] = [ioBuffer(blockBytes), ioBuffer(blockBytes)];
  // Without a position, so that pipes can be hashed too.
  const read = (block: Buffer) => file.read(block, 0, blockBytes, null);
  let [current, next] = blocks;
  let reading = read(current);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return Buffer.from(hasher.digest()).toString('hex');
    signal?.throwIfAborted();
    reading = read(next);
    hasher.update(current.subarray(0, bytesRead));
    [current, next] = [next, current];
  }
}
