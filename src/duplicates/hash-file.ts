import { open } from 'node:fs/promises';
import { type BytePath, toFs } from '../base/byte-path.ts';
import { ioBuffer } from '../base/io-buffer.ts';
import { createHasher } from './digest.ts';
import { openPipe } from './pipe.ts';
import type { AlgorithmName } from './types.ts';

const blockBytes = 1024 * 1024;

/** The digest of one file of any size, in hex; two blocks of memory, one being read while the other is hashed. */
export async function hashFile(path: BytePath, algorithm: AlgorithmName, signal?: AbortSignal): Promise<string> {
  const hasher = await createHasher(algorithm);
  hasher.init();
  const hex = () => Buffer.from(hasher.digest()).toString('hex');
  const pipe = await openPipe(path, signal);
  if (pipe !== undefined) {
    for await (const chunk of pipe) hasher.update(chunk);
    return hex();
  }
  await using file = await open(toFs(path));
  const blocks: [Buffer, Buffer] = [ioBuffer(blockBytes), ioBuffer(blockBytes)];
  // Without a position, so that devices can be hashed too.
  const read = (block: Buffer) => file.read(block, 0, blockBytes, null);
  let [current, next] = blocks;
  let reading = read(current);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return hex();
    signal?.throwIfAborted();
    reading = read(next);
    hasher.update(current.subarray(0, bytesRead));
    [current, next] = [next, current];
  }
}
