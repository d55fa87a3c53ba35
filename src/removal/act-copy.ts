/** Writes content back as a file of its own: for undo, and for the moment when a survivor fails a victim. */

import { type BigIntStats, fstatSync, fsyncSync, ftruncateSync, writeSync } from 'node:fs';
import type { BytePath } from '../base/byte-path.ts';
import { ioBuffer } from '../base/io-buffer.ts';
import { libc } from '../base/libc.ts';
import { blockBytes, readFully } from './compare.ts';
import { Draft } from './draft.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';
import { applyMetadata, type Metadata } from './metadata.ts';
import { Refusal } from './refusal.ts';

export interface Source {
  readonly fd: number;
  /** Take a reflink where the file system has them. */
  readonly reflink?: boolean;
  /** Whether a copy is good; undefined: whatever the descriptor gives is. */
  readonly isRight?: (fd: number, size: number) => boolean;
}

/**
 * Makes `name`, which must be free, with the content, given metadata, and synced. Where the system has files without a
 * name (open(2), O_TMPFILE) it gets its name when it is whole, so that a crash leaves nothing half done.
 * @returns what of the metadata could not be given, in words
 * @throws Refusal where the content is not what was expected; nothing is left behind
 */
export function writeCopy(folder: Folder, name: BytePath, source: Source, metadata: Metadata): readonly string[] {
  faultPoint('copy-survivor');
  const stat = fstatSync(source.fd, { bigint: true });
  const draft = Draft.open(folder, name);
  try {
    if (!source.reflink || !shareBytes(draft.fd, source.fd, folder)) copyBytes(source.fd, draft.fd, stat);
    if (source.isRight?.(draft.fd, Number(stat.size)) === false) {
      throw new Refusal('the file that stayed has another content now');
    }
    faultPoint('restore-metadata');
    const missed = applyMetadata(draft.fd, metadata);
    fsyncSync(draft.fd);
    draft.publish();
    return missed;
  } finally {
    draft.close();
  }
}

/** Devices that have refused to make a reflink. */
const withoutReflinks = new Set<bigint>();

function shareBytes(to: number, from: number, { dev }: Folder): boolean {
  const calls = libc();
  if (calls === undefined || withoutReflinks.has(dev)) return false;
  try {
    calls.clone(to, from);
    return true;
  } catch {
    withoutReflinks.add(dev);
    return false;
  }
}

const block = ioBuffer(blockBytes);
const zeros = Buffer.alloc(blockBytes);

function copyBytes(from: number, to: number, stat: BigIntStats): void {
  const size = Number(stat.size);
  const sparse = stat.blocks * 512n < stat.size;
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
