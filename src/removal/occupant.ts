/** What stands under a victim's name afterwards: the link that we left there, or the copy that undo has brought. */
import { closeSync, fstatSync, lstatSync, readlinkSync, statSync } from 'node:fs';
import { fromBytes, toFs } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import type { Digester } from './digest.ts';
import type { DisplacingIntent, Place } from './intent.ts';
import { type Stamp, sameInode } from './stamp.ts';
import { openForReading } from './verify.ts';

/** Whether a path leads to what we have put in a victim's place. */
export type Recognise = (path: FsPath) => boolean;

/** Of the content that a victim had and its survivor kept, as the journal has it. */
export interface ContentRecord {
  readonly digest: string | undefined;
  readonly digester: Digester;
}

/**
 * By what it is: whether it may go is for {@link dropLink} to say, since a link may have become the last name of a content.
 * @param record where it is on record, a link is also known by what has the survivor's name now, such as the copy that the
 * undo of a later run has brought: a name of that very file, while it has the content
 */
export function recognise(intent: DisplacingIntent, record?: ContentRecord): Recognise {
  const { survivor, victim } = intent;
  return (path) => {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return false;
    switch (intent.kind) {
      case 'delete':
        return false;
      case 'hardlink':
        return sameInode(stat, survivor.stamp) || (stat.isFile() && isSuccessor(stat, survivor, record));
      case 'symlink':
        return stat.isSymbolicLink() && leadsTo(path, survivor, record);
      case 'reflink':
        return stat.isFile() && Number(stat.size) === victim.stamp.size && !sameInode(stat, victim.stamp);
    }
  };
}

/** By its text it is the very link that we left, wherever that leads now, or nowhere. */
function leadsTo(link: FsPath, survivor: Place, record: ContentRecord | undefined): boolean {
  if (fromBytes(readlinkSync(link, { encoding: 'buffer' })) === survivor.path) return true;
  const target = statSync(link, { bigint: true, throwIfNoEntry: false });
  return target !== undefined && (sameInode(target, survivor.stamp) || isSuccessor(target, survivor, record));
}

/** Whether a file is the one that has the survivor's name now, with the content that the survivor had. False in every doubt. */
function isSuccessor(file: Identity, survivor: Place, record: ContentRecord | undefined): boolean {
  if (record?.digest === undefined || !hasNameOf(file, survivor)) return false;
  try {
    const fd = openForReading(toFs(survivor.path));
    try {
      return sameInode(fstatSync(fd, { bigint: true }), file) && hasContent(fd, survivor.stamp.size, record);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}

type Identity = Pick<Stamp, 'dev' | 'ino'>;

function hasNameOf(file: Identity, { path }: Place): boolean {
  const now = lstatSync(toFs(path), { bigint: true, throwIfNoEntry: false });
  return now?.isFile() === true && sameInode(now, file);
}

function hasContent(fd: number, size: number, { digest, digester }: ContentRecord): boolean {
  return fstatSync(fd).size === size && digester.of(fd, size) === digest;
}

/** By size and modification time, which undo gives back to the nanosecond, and by content where that is on record. */
export function isRestored(
  path: FsPath,
  { kind, victim, survivor, metadata }: DisplacingIntent,
  record?: ContentRecord,
): boolean {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  const alike =
    stat?.isFile() === true &&
    !sameInode(stat, survivor.stamp) &&
    !(kind === 'hardlink' && hasNameOf(stat, survivor)) &&
    Number(stat.size) === victim.stamp.size &&
    stat.mtimeNs === metadata.mtimeNs;
  if (!alike || record?.digest === undefined) return alike;
  const fd = openForReading(path);
  try {
    return hasContent(fd, victim.stamp.size, record);
  } finally {
    closeSync(fd);
  }
}
