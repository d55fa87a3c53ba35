import { lookAtOpen } from './file-calls.ts';
import { InodeMap } from './inode-map.ts';
import type { Look } from './look.ts';
import { type Stamp, sameButCtime } from './stamp.ts';

/**
 * Our own acts move change times: a new hard link that of the survivor, a name taken away that of an inode with several.
 * What a file must look like is then what it was right after our act.
 */
export class OwnChanges {
  readonly #latest = new InodeMap<Stamp>();

  /** @param scanned what the plan says of the file */
  expected(scanned: Stamp): Stamp {
    return this.#latest.get(scanned) ?? scanned;
  }

  /**
   * Right after an act on an open file. Where more than its change time moved, somebody else was there too.
   * @param look at the file since that act
   */
  note({ fd, stamp }: { readonly fd: number; readonly stamp: Stamp }, look: Look = lookAtOpen(fd)): void {
    if (look.nlink === 0) return;
    const now = look.stamp;
    if (sameButCtime(now, stamp)) this.#latest.set(now, now);
  }
}
