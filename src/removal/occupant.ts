/** What stands under a victim's name afterwards: the link that we left there, or the copy that undo has brought. */
import { closeSync, fstatSync, lstatSync, readlinkSync, statSync } from 'node:fs';
import { fromBytes } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import type { Digester } from './digest.ts';
import type { DisplacingIntent, Place } from './intent.ts';
import { sameInode } from './stamp.ts';
import { openForReading } from './verify.ts';

/** Whether a path leads to what we have put in a victim's place. */
export type Recognise = (path: FsPath) => boolean;

/**
 * By what it is: whether it may go is for {@link dropLink} to say, since a link may have become the last name of a content.
 */
export function recognise(intent: DisplacingIntent): Recognise {
  return (path) => {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return false;
    switch (intent.kind) {
      case 'delete':
        return false;
      case 'hardlink':
        return sameInode(stat, intent.survivor.stamp);
      case 'symlink':
        return stat.isSymbolicLink() && leadsTo(path, intent.survivor);
      case 'reflink':
        return stat.isFile() && Number(stat.size) === intent.victim.stamp.size && !sameInode(stat, intent.victim.stamp);
    }
  };
}

/** Also once the survivor has gone, and the link leads nowhere. */
function leadsTo(link: FsPath, survivor: Place): boolean {
  const target = statSync(link, { bigint: true, throwIfNoEntry: false });
  if (target !== undefined) return sameInode(target, survivor.stamp);
  return fromBytes(readlinkSync(link, { encoding: 'buffer' })) === survivor.path;
}

/** By size and modification time, which undo gives back to the nanosecond, and by content where that is on record. */
export function isRestored(
  path: FsPath,
  { victim, survivor, metadata }: DisplacingIntent,
  record?: { readonly digest: string | undefined; readonly digester: Digester },
): boolean {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  const alike =
    stat?.isFile() === true &&
    !sameInode(stat, survivor.stamp) &&
    Number(stat.size) === victim.stamp.size &&
    stat.mtimeNs === metadata.mtimeNs;
  if (!alike || record?.digest === undefined) return alike;
  const fd = openForReading(path);
  try {
    const { size } = fstatSync(fd);
    return size === victim.stamp.size && record.digester.of(fd, size) === record.digest;
  } finally {
    closeSync(fd);
  }
}
