import type { BytePath } from '../base/byte-path.ts';
import type { FoundGroup } from './found-group.ts';
import type { Fault } from './tasks.ts';
import type { ScanEvent, ScanPhase, ScanProblem, ScanStats } from './types.ts';

const progressEveryMs = 100;

/** Counts what a scan does and says it as events: progress at most ten times a second, groups and problems at once. */
export class Reporter {
  readonly #onEvent: (event: ScanEvent) => void;
  readonly #compact: boolean;
  readonly #started = performance.now();
  #lastProgress = Number.NEGATIVE_INFINITY;
  #phase: ScanPhase = 'walking';
  problems = 0;
  readonly #counts = {
    files: 0,
    bytes: 0,
    folders: 0,
    candidates: 0,
    doneBytes: 0,
    totalBytes: 0,
    hashedFiles: 0,
    groups: 0,
    redundantFiles: 0,
    redundantBytes: 0,
    cachedFiles: 0,
  };

  /** @param compact groups are told as they are found, their files made when asked for */
  constructor(onEvent: (event: ScanEvent) => void, compact: boolean) {
    this.#onEvent = onEvent;
    this.#compact = compact;
  }

  enter(phase: ScanPhase, candidates = this.#counts.candidates): void {
    this.#phase = phase;
    this.#counts.candidates = candidates;
    if (phase === 'done') this.#counts.totalBytes = this.#counts.doneBytes;
    this.#tellProgress();
  }

  readonly onFound = (files: number, bytes: number, folders: number): void => {
    this.#counts.files += files;
    this.#counts.bytes += bytes;
    this.#counts.folders += folders;
    this.#maybeTellProgress();
  };

  readonly onPlanned = (bytes: number): void => {
    this.#counts.totalBytes += bytes;
  };

  readonly onRead = (files: number, bytes: number): void => {
    this.#counts.hashedFiles += files;
    this.#counts.doneBytes += bytes;
    this.#maybeTellProgress();
  };

  onCached(files: number): void {
    this.#counts.cachedFiles += files;
  }

  onGroups(groups: readonly FoundGroup[]): void {
    if (groups.length === 0) return;
    for (const { size, count } of groups) {
      this.#counts.groups += 1;
      this.#counts.redundantFiles += count - 1;
      this.#counts.redundantBytes += size * (count - 1);
    }
    this.#onEvent({ kind: 'groups', groups: this.#compact ? groups : groups.map((group) => group.toPlain()) });
  }

  onFaults(faults: readonly Fault<string>[]): void {
    if (faults.length === 0) return;
    this.problems += faults.length;
    const problems = faults.map(({ at, code, message }): ScanProblem => ({ path: at as BytePath, code, message }));
    this.#onEvent({ kind: 'problems', problems });
  }

  stats(): ScanStats {
    const { files, bytes, groups, redundantFiles, redundantBytes, doneBytes, cachedFiles } = this.#counts;
    return {
      files,
      bytes,
      groups,
      redundantFiles,
      redundantBytes,
      hashedBytes: doneBytes,
      cachedFiles,
      elapsedMs: Math.round(performance.now() - this.#started),
    };
  }

  #maybeTellProgress(): void {
    if (performance.now() - this.#lastProgress >= progressEveryMs) this.#tellProgress();
  }

  #tellProgress(): void {
    this.#lastProgress = performance.now();
    const { redundantFiles: _, cachedFiles: __, ...counts } = this.#counts;
    const totalBytes = Math.max(counts.totalBytes, counts.doneBytes);
    this.#onEvent({ kind: 'progress', progress: { phase: this.#phase, ...counts, totalBytes } });
  }
}
