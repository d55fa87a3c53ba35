import type {
  DuplicateGroup,
  ScanEvent,
  ScanOptions,
  ScanProblem,
  ScanProgress,
  ScanStats,
} from '../duplicates/types.ts';

/** What a scan told, gathered for the output formats. */
export interface ScanReport {
  readonly options: ScanOptions;
  /** Largest gain first. */
  readonly groups: readonly DuplicateGroup[];
  readonly problems: readonly ScanProblem[];
  readonly stats: ScanStats;
}

/** Writes a report piece by piece; a piece is text or, where names are written as they are, bytes. */
export type ReportFormat = (report: ScanReport, write: (piece: string | Uint8Array) => void) => void;

export function gainOf(group: DuplicateGroup): number {
  return group.size * ((group.count ?? group.files.length) - 1);
}

/** Listens to a scan until it ends or is stopped. */
export class ReportBuilder {
  readonly #options: ScanOptions;
  readonly #groups: { readonly group: DuplicateGroup; readonly gain: number; readonly hash: number }[] = [];
  readonly #problems: ScanProblem[] = [];
  readonly #started = performance.now();
  progress: ScanProgress | undefined;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  take(event: ScanEvent): void {
    switch (event.kind) {
      case 'progress':
        this.progress = event.progress;
        break;
      case 'groups':
        for (const group of event.groups)
          this.#groups.push({ group, gain: gainOf(group), hash: group.hashStart ?? startOf(group.hash) });
        break;
      case 'problems':
        for (const problem of event.problems) this.#problems.push(problem);
        break;
    }
  }

  /** @param stats undefined where the scan was stopped: the figures are those of what it reached */
  build(stats: ScanStats | undefined): ScanReport {
    // Equal gains stand in the order of their hashes, and where only heads are hashed of their paths: the same at every run.
    const sorted = this.#groups.sort((a, b) => b.gain - a.gain || a.hash - b.hash || comparePaths(a.group, b.group));
    const groups = sorted.map(({ group }) => group);
    return { options: this.#options, groups, problems: this.#problems, stats: stats ?? this.#reached(groups) };
  }

  #reached(groups: readonly DuplicateGroup[]): ScanStats {
    const { files = 0, bytes = 0, doneBytes = 0 } = this.progress ?? {};
    return {
      files,
      bytes,
      groups: groups.length,
      redundantFiles: groups.reduce((sum, group) => sum + (group.count ?? group.files.length) - 1, 0),
      redundantBytes: groups.reduce((sum, group) => sum + gainOf(group), 0),
      hashedBytes: doneBytes,
      cachedFiles: 0,
      elapsedMs: Math.round(performance.now() - this.#started),
    };
  }
}

/** By the file that would be kept. */
function comparePaths(a: DuplicateGroup, b: DuplicateGroup): number {
  const [pathA = '', pathB = ''] = [a, b].map((group) => group.paths?.[0] ?? group.files[0]?.path);
  return pathA < pathB ? -1 : 1;
}

/** The first six bytes of a hash in hex. */
function startOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 12), 16);
}
