import { type BytePath, dirName } from '../../base/byte-path.ts';
import type { ScannedFile } from '../../duplicates/types.ts';
import type { GroupEntry } from './group-entry.ts';
import type { Marks } from './marks.ts';

/** How many files were marked, and how many were not, since one of each group stays. */
export interface Marking {
  readonly marked: number;
  readonly kept: number;
}

/** Every file that fits, the last in keep order first. */
export function markWhere(
  entries: readonly GroupEntry[],
  marks: Marks,
  fits: (file: ScannedFile, entry: GroupEntry) => boolean,
): Marking {
  let marked = 0;
  let kept = 0;
  for (const entry of entries) {
    for (const file of [...entry.files].reverse()) {
      if (marks.has(file) || !fits(file, entry)) continue;
      if (marks.mark(entry, file) === undefined) marked += 1;
      else kept += 1;
    }
  }
  return { marked, kept };
}

/** What stands in this very folder, and in the other one too. */
export function inBoth(folder: BytePath, other: BytePath): (file: ScannedFile, entry: GroupEntry) => boolean {
  return (file, entry) =>
    dirName(file.path) === folder && entry.group.files.some((each) => dirName(each.path) === other);
}

export function unmarkWhere(marks: Marks, fits: (file: ScannedFile) => boolean): number {
  const found = [...marks.all()].filter(({ file }) => fits(file));
  for (const { entry, file } of found) marks.unmark(entry, file);
  return found.length;
}
