import type { DuplicateGroup, ScannedFile } from '../../duplicates/types.ts';

/** A group in the table: what the scan found, and how the screen shows it now. */
export interface GroupEntry {
  /** Size and hash: stays the same over a rescan. */
  readonly key: string;
  group: DuplicateGroup;
  /** The same files in keep order under the rules chosen on the screen; the first that is not marked is kept. */
  files: readonly ScannedFile[];
  /** Which keep rules `files` is ordered by; see DuplicateTable. */
  rules: number;
  folded: boolean;
  /** The scan that saw it last. */
  scan: number;
  marked: number;
  /** Where it stands among the visible groups; -1: filtered out. */
  position: number;
}

export function groupKey(group: DuplicateGroup): string {
  return `${group.size}:${group.hash}`;
}

/** Bytes to gain when one file stays. */
export function gainOf(group: DuplicateGroup): number {
  return group.size * (group.files.length - 1);
}

/** A file is its device and inode, whatever its name. */
export function fileId(file: ScannedFile): string {
  return `${file.dev}:${file.ino}`;
}

export function newEntry(group: DuplicateGroup, scan: number): GroupEntry {
  return { key: groupKey(group), group, files: group.files, rules: 0, folded: false, scan, marked: 0, position: -1 };
}
