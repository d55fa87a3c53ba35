import type { ScannedFile } from '../../duplicates/types.ts';
import type { GroupEntry } from './group-entry.ts';

/** A line of the list: the head of a group, or a file below it. */
export type DuplicateRow =
  | { readonly kind: 'group'; readonly entry: GroupEntry }
  | { readonly kind: 'file'; readonly entry: GroupEntry; readonly file: ScannedFile; readonly index: number };

/**
 * The visible rows of many groups without a row object each: how many rows stand before every group, and a binary
 * search. A million rows need four bytes a group; any of them is found in some twenty steps.
 */
export class GroupRows {
  readonly entries: readonly GroupEntry[];
  readonly #starts: Uint32Array;

  constructor(entries: readonly GroupEntry[]) {
    this.entries = entries;
    this.#starts = new Uint32Array(entries.length + 1);
    let rows = 0;
    entries.forEach((entry, index) => {
      entry.position = index;
      this.#starts[index] = rows;
      rows += rowsOf(entry);
    });
    this.#starts[entries.length] = rows;
  }

  get count(): number {
    return this.#starts[this.entries.length] ?? 0;
  }

  at(row: number): DuplicateRow | undefined {
    if (row < 0 || row >= this.count) return undefined;
    const position = this.#groupAt(row);
    const entry = this.entries[position];
    if (entry === undefined) return undefined;
    const index = row - (this.#starts[position] ?? 0) - 1;
    const file = entry.files[index];
    return index < 0 || file === undefined ? { kind: 'group', entry } : { kind: 'file', entry, file, index };
  }

  /** The row of a group's head. */
  headOf(entry: GroupEntry): number {
    return this.#starts[entry.position] ?? 0;
  }

  /** The last group that starts at or before the row. */
  #groupAt(row: number): number {
    let low = 0;
    let high = this.entries.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function rowsOf(entry: GroupEntry): number {
  return entry.folded ? 1 : 1 + entry.group.files.length;
}
