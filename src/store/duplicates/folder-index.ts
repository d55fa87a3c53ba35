import { type BytePath, dirName } from '../../base/byte-path.ts';
import type { DuplicateGroup, ScannedFile } from '../../duplicates/types.ts';

/** A folder by what would go if every duplicate in it and below were marked. */
export interface FolderGain {
  readonly kind: 'folder';
  readonly folder: BytePath;
  readonly files: number;
  readonly bytes: number;
}

/** Two folders that hold the same files: how many contents they share, and the bytes of one copy of each. */
export interface FolderPair {
  readonly kind: 'pair';
  readonly folder: BytePath;
  readonly other: BytePath;
  readonly files: number;
  readonly bytes: number;
}

export type FolderRow = FolderGain | FolderPair;
export type FolderView = 'folders' | 'pairs';

/** Of a group in more folders than this no pairs are made: a thousand copies would be half a million pairs. */
export const mostFolders = 24;

interface Sum {
  files: number;
  bytes: number;
}

/**
 * Duplicates by folder. One file of each group stays, so a folder that holds all of a group counts one less. Each folder
 * below the roots counts what is in it and in those below; a pair is of the very folders that hold the files.
 */
export class FolderIndex {
  readonly #roots: readonly BytePath[];
  readonly #folders = new Map<BytePath, Sum>();
  readonly #pairs = new Map<BytePath, Map<BytePath, Sum>>();
  #widespread = 0;
  revision = 0;

  /** @param roots of the scan; what is above them is of no interest */
  constructor(roots: readonly BytePath[]) {
    this.#roots = roots.map((root) => (root.length > 1 && root.endsWith('/') ? (root.slice(0, -1) as BytePath) : root));
  }

  get folderCount(): number {
    return this.#folders.size;
  }

  get pairCount(): number {
    let count = 0;
    for (const others of this.#pairs.values()) count += others.size;
    return count;
  }

  /** Groups in more than {@link mostFolders} folders, which are in no pair. */
  get widespread(): number {
    return this.#widespread;
  }

  join(group: DuplicateGroup): void {
    this.#apply(group, 1);
  }

  leave(group: DuplicateGroup): void {
    this.#apply(group, -1);
  }

  folders(): FolderGain[] {
    return [...this.#folders].map(([folder, sum]) => ({ kind: 'folder', folder, ...sum }));
  }

  pairs(): FolderPair[] {
    return [...this.#pairs].flatMap(([folder, others]) =>
      [...others].map(([other, sum]): FolderPair => ({ kind: 'pair', folder, other, ...sum })),
    );
  }

  /** The folder of a file and those above it, up to the root that was scanned. */
  foldersOf(path: BytePath): BytePath[] {
    const folders = [dirName(path)];
    const [nearest] = folders;
    const root = this.#roots.find((each) => nearest?.startsWith(each === '/' ? each : `${each}/`));
    for (let folder = nearest; folder !== undefined && root !== undefined && folder !== root; ) {
      folder = dirName(folder);
      folders.push(folder);
    }
    return folders;
  }

  #apply(group: DuplicateGroup, sign: 1 | -1): void {
    const { size, files } = group;
    const counts = new Map<BytePath, number>();
    for (const file of files) {
      if (file.reference) continue;
      for (const folder of this.foldersOf(file.path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    for (const [folder, count] of counts) {
      const going = Math.min(count, files.length - 1) * sign;
      add(this.#folders, folder, going, going * size);
    }
    this.#applyPairs(files, size, sign);
    this.revision += 1;
  }

  #applyPairs(files: readonly ScannedFile[], size: number, sign: 1 | -1): void {
    const holding = [...new Set(files.map((file) => dirName(file.path)))].sort();
    if (holding.length > mostFolders) {
      this.#widespread += sign;
      return;
    }
    for (const [index, folder] of holding.entries()) {
      for (const other of holding.slice(index + 1)) {
        const others = this.#pairs.get(folder) ?? new Map<BytePath, Sum>();
        this.#pairs.set(folder, others);
        add(others, other, sign, sign * size);
        if (others.size === 0) this.#pairs.delete(folder);
      }
    }
  }
}

function add(sums: Map<BytePath, Sum>, folder: BytePath, files: number, bytes: number): void {
  const sum = sums.get(folder) ?? { files: 0, bytes: 0 };
  sum.files += files;
  sum.bytes += bytes;
  if (sum.files === 0) sums.delete(folder);
  else sums.set(folder, sum);
}

export const folderOrders = ['gain', 'files', 'path'] as const;
export type FolderOrder = (typeof folderOrders)[number];

type Compare = (a: FolderRow, b: FolderRow) => number;

const byPath: Compare = (a, b) =>
  a.folder < b.folder ? -1 : a.folder > b.folder ? 1 : otherOf(a) < otherOf(b) ? -1 : 1;

const comparators: Readonly<Record<FolderOrder, Compare>> = {
  gain: (a, b) => b.bytes - a.bytes || b.files - a.files || byPath(a, b),
  files: (a, b) => b.files - a.files || b.bytes - a.bytes || byPath(a, b),
  path: byPath,
};

export function sortFolders(rows: readonly FolderRow[], order: FolderOrder): FolderRow[] {
  return [...rows].sort(comparators[order]);
}

function otherOf(row: FolderRow): string {
  return row.kind === 'pair' ? row.other : '';
}
