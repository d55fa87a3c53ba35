/** Writes content back as a file of its own: for undo, and for the moment when a survivor fails a victim. */
import {
  type BigIntStats,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { BytePath } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { blockBytes, readFully } from './compare.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';
import { applyMetadata, type Metadata } from './metadata.ts';
import { Refusal } from './refusal.ts';

export interface Source {
  readonly fd: number;
  /** The same file by name: a reflink is taken from it where the file system has them. */
  readonly path?: FsPath;
  /** Whether a copy is good; undefined: whatever the descriptor gives is. */
  readonly isRight?: (fd: number, size: number) => boolean;
}

/**
 * Makes `name`, which must be free, with the content, given metadata, and synced.
 * @returns what of the metadata could not be given, in words
 * @throws Refusal where the content is not what was expected; nothing is left behind
 */
export function writeCopy(folder: Folder, name: BytePath, source: Source, metadata: Metadata): readonly string[] {
  const path = folder.at(name);
  faultPoint('copy-survivor');
  const stat = fstatSync(source.fd, { bigint: true });
  const fd = openReflink(source, path, folder) ?? openCopy(source.fd, path, stat);
  try {
    if (source.isRight?.(fd, Number(stat.size)) === false) {
      throw new Refusal('the file that stayed has another content now');
    }
    faultPoint('restore-metadata');
    const missed = applyMetadata(fd, metadata);
    fsyncSync(fd);
    return missed;
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Devices that have refused to make a reflink. */
const withoutReflinks = new Set<bigint>();

function openReflink({ path: source }: Source, path: FsPath, folder: Folder): number | undefined {
  if (source === undefined || withoutReflinks.has(folder.dev)) return undefined;
  try {
    copyFileSync(source, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
  } catch {
    withoutReflinks.add(folder.dev);
    return undefined;
  }
  return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
}

function openCopy(source: number, path: FsPath, stat: BigIntStats): number {
  const fd = openSync(path, 'wx+', 0o600);
  try {
    copyBytes(source, fd, Number(stat.size), stat.blocks * 512n < stat.size);
    return fd;
  } catch (error) {
    closeSync(fd);
    unlinkSync(path);
    throw error;
  }
}

const block = Buffer.allocUnsafeSlow(blockBytes);
const zeros = Buffer.alloc(blockBytes);

function copyBytes(from: number, to: number, size: number, sparse: boolean): void {
  for (let position = 0; position < size; ) {
    const length = readFully(from, block, Math.min(block.length, size - position), position);
    if (length === 0) throw new Refusal('the file that stayed became shorter');
    const hole = sparse && block.compare(zeros, 0, length, 0, length) === 0;
    for (let written = hole ? length : 0; written < length; ) {
      written += writeSync(to, block, written, length - written, position + written);
    }
    position += length;
  }
  ftruncateSync(to, size);
}
