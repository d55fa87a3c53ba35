import type { AlgorithmName } from './types.ts';

/** Bytes of a digest. */
export const digestBytes: Readonly<Record<AlgorithmName, number>> = {
  'xxh3-128': 16,
  blake3: 32,
  sha256: 32,
  sha1: 20,
  md5: 16,
};
