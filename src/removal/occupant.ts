/** What stands under a victim's name afterwards: the link that we left there, or the copy that undo has brought. */
import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { fromBytes } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import type { DisplacingIntent, Place } from './intent.ts';
import { isBeginningOf } from './same-content.ts';
import { holds, sameInode } from './stamp.ts';

/** How the link that we left in the victim's place is told from whatever else may stand there now. */
export function occupantOf(intent: DisplacingIntent): { isOurs(path: FsPath): boolean } {
  return {
    isOurs(path) {
      const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      if (stat === undefined) return false;
      switch (intent.kind) {
        case 'delete':
          return false;
        case 'hardlink':
          // The last name of a file that was written to since is no mere link any more.
          return holds(path, intent.survivor.stamp) || (sameInode(stat, intent.survivor.stamp) && stat.nlink > 1n);
        case 'symlink':
          return stat.isSymbolicLink() && leadsTo(path, intent.survivor);
        case 'reflink':
          return (
            stat.isFile() && Number(stat.size) === intent.victim.stamp.size && isBeginningOf(path, intent.survivor.path)
          );
      }
    },
  };
}

/** Also once the survivor has gone, and the link leads nowhere. */
function leadsTo(link: FsPath, survivor: Place): boolean {
  const target = statSync(link, { bigint: true, throwIfNoEntry: false });
  if (target !== undefined) return sameInode(target, survivor.stamp);
  return fromBytes(readlinkSync(link, { encoding: 'buffer' })) === survivor.path;
}

/** By size and modification time, which undo gives back to the nanosecond. */
export function isRestored(place: string | Buffer, { victim, survivor, metadata }: DisplacingIntent): boolean {
  const stat = lstatSync(place, { bigint: true, throwIfNoEntry: false });
  return (
    stat?.isFile() === true &&
    !sameInode(stat, survivor.stamp) &&
    Number(stat.size) === victim.stamp.size &&
    stat.mtimeNs === metadata.mtimeNs
  );
}
