import { fromText } from '../../src/base/byte-path.ts';
import { type ScanListeners, scan } from '../../src/duplicates/scan.ts';
import type { DuplicateGroup, ScanOptions, ScanProblem, ScanProgress, ScanStats } from '../../src/duplicates/types.ts';

export interface Scanned {
  readonly groups: readonly DuplicateGroup[];
  readonly problems: readonly ScanProblem[];
  readonly progress: readonly ScanProgress[];
  readonly stats: ScanStats;
}

export function optionsFor(roots: readonly string[], options: Partial<ScanOptions> = {}): ScanOptions {
  return {
    roots: roots.map(fromText),
    engine: 'serial',
    workers: undefined,
    algorithm: 'xxh3-128',
    catalogue: false,
    minSize: 1,
    maxSize: undefined,
    include: [],
    exclude: [],
    hidden: true,
    oneFileSystem: false,
    reference: [],
    ...options,
  };
}

/** A whole scan, gathered, larger files first. */
export async function scanned(
  roots: readonly string[],
  options: Partial<ScanOptions> = {},
  onNotice: (text: string) => void = () => {},
  listeners: Pick<ScanListeners, 'digests' | 'steps'> = {},
): Promise<Scanned> {
  const groups: DuplicateGroup[] = [];
  const problems: ScanProblem[] = [];
  const progress: ScanProgress[] = [];
  const { stats } = await scan(optionsFor(roots, options), {
    ...listeners,
    onNotice,
    onEvent(event) {
      if (event.kind === 'groups') groups.push(...event.groups);
      else if (event.kind === 'problems') problems.push(...event.problems);
      else progress.push(event.progress);
    },
  });
  // They come as they become known, those first that an earlier scan or the walk knew.
  groups.sort((a, b) => b.size - a.size);
  return { groups, problems, progress, stats };
}

/** The paths of each group below `dir`, sorted, further names after `=`. */
export function pathsOf({ groups }: Pick<Scanned, 'groups'>, dir: string): string[][] {
  const below = (path: string) => path.slice(dir.length + 1);
  return groups
    .map(({ files }) => files.map(({ path, links }) => [path, ...links].map(below).sort().join('=')).sort())
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}
