import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink } from 'node:fs/promises';
import { type BytePath, fromBytes, toFs, toText } from '../base/byte-path.ts';
import { errorCode } from '../base/errors.ts';

/** A regular file, open for reading; or what it is instead. */
export type Opened =
  | { readonly kind: 'file'; readonly handle: FileHandle; readonly stat: BigIntStats }
  | { readonly kind: 'folder'; readonly stat: BigIntStats }
  | { readonly kind: 'special'; readonly stat: BigIntStats; readonly what: string };

/**
 * Opens what is to be looked at, and nothing else: no link is followed, no pipe waited for, no device read. The kind is
 * asked before, since opening can do something already (a tape rewinds), and again of what was opened.
 * @throws system errors
 */
export async function openToLook(path: BytePath): Promise<Opened> {
  const before = await lstat(toFs(path), { bigint: true });
  if (before.isDirectory()) return { kind: 'folder', stat: before };
  if (!before.isFile()) return { kind: 'special', stat: before, what: await describe(path, before) };
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(toFs(path), flags);
  const stat = await handle.stat({ bigint: true });
  if (stat.isFile()) return { kind: 'file', handle, stat };
  await handle.close();
  return { kind: 'special', stat, what: 'it changed while it was opened' };
}

/** Reads as much as there is, up to `length` bytes from `position` on. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function describe(path: BytePath, stat: BigIntStats): Promise<string> {
  if (stat.isSymbolicLink()) return `a link to ${await targetOf(path)}`;
  if (stat.isFIFO()) return 'a named pipe';
  if (stat.isSocket()) return 'a socket';
  return stat.isBlockDevice() ? 'a block device' : 'a character device';
}

async function targetOf(path: BytePath): Promise<string> {
  try {
    return toText(fromBytes(await readlink(toFs(path), { encoding: 'buffer' })));
  } catch (error) {
    return errorCode(error);
  }
}
