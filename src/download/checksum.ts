import type { Hash } from 'node:crypto';
import { UsageError } from '../base/errors.ts';
import { makeVisible } from '../base/visible.ts';
import type { DownloadRequest } from './types.ts';

export type Checksum = NonNullable<DownloadRequest['checksum']>;

const hexDigits: Readonly<Record<Checksum['algorithm'], number>> = {
  md5: 32,
  'sha-1': 40,
  'sha-256': 64,
  'sha-512': 128,
};

/** `sha-256=HEX`, as aria2 writes it. @throws UsageError that begins with `source` */
export function parseChecksum(text: string, source: string): Checksum {
  const [name = '', hex = ''] = text.split('=', 2);
  const algorithm = (Object.keys(hexDigits) as Checksum['algorithm'][]).find((known) => known === name.trim());
  if (algorithm === undefined) {
    throw new UsageError(
      `${source}: the checksum "${makeVisible(name)}" is not known; write ${Object.keys(hexDigits).join(', ')}, "=" and hex digits`,
    );
  }
  const digits = hex.trim().toLowerCase();
  if (!/^[0-9a-f]*$/.test(digits) || digits.length !== hexDigits[algorithm]) {
    throw new UsageError(`${source}: a ${algorithm} checksum has ${hexDigits[algorithm]} hex digits`);
  }
  return { algorithm, hex: digits };
}

/** `sha-256` is the name of RFC 6920 and aria2; node's is without the hyphen. */
export function checksumHash(checksum: Checksum): Hash {
  // Not imported: most lists have no checksum, and the library costs each child 10 ms of its start.
  return process.getBuiltinModule('node:crypto').createHash(checksum.algorithm.replace('-', ''));
}
