import { type BytePath, toText } from '../base/byte-path.ts';
import { Failure, UsageError } from '../base/errors.ts';
import { formatBytes, plural } from '../base/quantities.ts';
import { scan } from '../duplicates/scan.ts';
import type { ScanEvent, ScanOptions, ScanStats } from '../duplicates/types.ts';
import { type EngineName, engineNames } from '../orchestrator/types.ts';
import type { Comparison } from './compare-table.ts';
import type { Invocation } from './invocation.ts';

/** Scans the folders under each engine in turn; a first round, not counted, fills the page cache. */
export async function compareScan(
  roots: readonly BytePath[],
  { options, output, signal }: Invocation,
): Promise<Comparison> {
  if (roots.length === 0) throw new UsageError('compare scan: which folder? forkful compare scan DIR…');
  const runs = options.count('runs', 1) ?? 3;
  const times = new Map<EngineName, number[]>(engineNames.map((engine) => [engine, []]));
  // Beside the thread that hands out the work and does its share; a small scan is over before any has come up.
  const helpers = new Map<EngineName, Set<string>>(engineNames.map((engine) => [engine, new Set()]));
  const found = new Set<string>();
  let last: ScanStats | undefined;
  let problems = 0;
  for (let round = 0; round <= runs; round += 1) {
    for (const engine of engineNames) {
      output.progress(`round ${round} of ${runs}: ${engine}`);
      const answer = new Answer();
      const onEvent = (event: ScanEvent) => {
        if (event.kind === 'groups') answer.add(event.groups);
        if (event.kind !== 'problems' || found.size > 0) return;
        for (const { path, message } of event.problems) output.error(`forkful: ${toText(path)}: ${message}`);
      };
      const onStatus = ({ name }: { name: string }) => void helpers.get(engine)?.add(name);
      const started = performance.now();
      const summary = await scan(settings(roots, engine), { onEvent, onStatus, signal, compact: true });
      if (round > 0) times.get(engine)?.push(performance.now() - started);
      found.add(answer.words(summary.stats));
      last = summary.stats;
      problems = summary.problems;
    }
  }
  output.progress(undefined);
  if (found.size > 1) throw new Failure('the folder changed between the runs: the times cannot be compared');
  return {
    about: [...(last === undefined ? [] : aboutOf(last)), `median of ${plural(runs, 'run')}`].join('; '),
    engines: [...times].map(([engine, each]) => ({
      engine,
      workers: 1 + (helpers.get(engine)?.size ?? 0),
      runs: each,
    })),
    failed: problems > 0,
  };
}

/** What a scan found, in a few numbers that do not depend on the order in which it was told. */
class Answer {
  #sum = 0;

  add(groups: readonly { readonly size: number; readonly hash: string; readonly count?: number }[]): void {
    for (const { size, hash, count = 0 } of groups) {
      const start = Number.parseInt(hash.slice(0, 8), 16);
      this.#sum = (this.#sum + start * (count + 1) + size) % Number.MAX_SAFE_INTEGER;
    }
  }

  words({ files, groups, redundantFiles, redundantBytes }: ScanStats): string {
    return [files, groups, redundantFiles, redundantBytes, this.#sum].join(' ');
  }
}

function aboutOf({ files, bytes, groups }: ScanStats): string[] {
  return [`${plural(files, 'file')}, ${formatBytes(bytes)}`, `the same ${plural(groups, 'group')} under each engine`];
}

function settings(roots: readonly BytePath[], engine: EngineName): ScanOptions {
  return {
    roots,
    engine,
    workers: undefined,
    algorithm: 'xxh3-128',
    // What one engine remembers would be the next one's head start.
    catalogue: false,
    minSize: 1,
    maxSize: undefined,
    include: [],
    exclude: [],
    hidden: true,
    oneFileSystem: false,
    reference: [],
  };
}
