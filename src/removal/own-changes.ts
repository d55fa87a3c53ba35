import { fstatSync } from 'node:fs';
import { inodeKey, type Stamp, sameButCtime, stampOf } from './stamp.ts';

/**
 * Our own acts move change times: a new hard link that of the survivor, a name taken away that of an inode with several.
 * What a file must look like is then what it was right after our act.
 */
export class OwnChanges {
  readonly #latest = new Map<string, Stamp>();

  /** @param scanned what the plan says of the file */
  expected(scanned: Stamp): Stamp {
    return this.#latest.get(inodeKey(scanned)) ?? scanned;
  }

  /**
   * Right after an act on an open file. Where more than its change time moved, somebody else was there too.
   * @param stat of the file since that act
   */
  note({ fd, stamp }: { readonly fd: number; readonly stamp: Stamp }, stat = fstatSync(fd, { bigint: true })): void {
    if (stat.nlink === 0n) return;
    const now = stampOf(stat);
    if (sameButCtime(now, stamp)) this.#latest.set(inodeKey(now), now);
  }
}
