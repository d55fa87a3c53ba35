import type { DuplicateGroup } from '../../duplicates/types.ts';
import { gainOf } from './group-entry.ts';

/** What could be gained: the files beyond one of each group, and the bytes that would come free. */
export class Redundancy {
  #files = 0;
  #bytes = 0;

  get files(): number {
    return this.#files;
  }

  get bytes(): number {
    return this.#bytes;
  }

  join(group: DuplicateGroup): void {
    this.#files += group.files.length - 1;
    this.#bytes += gainOf(group);
  }

  leave(group: DuplicateGroup): void {
    this.#files -= group.files.length - 1;
    this.#bytes -= gainOf(group);
  }
}
