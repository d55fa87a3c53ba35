import { availableParallelism } from 'node:os';
import type { BytePath } from '../base/byte-path.ts';
import { Failure, UsageError } from '../base/errors.ts';
import { scan } from '../duplicates/scan.ts';
import type { ScanOptions } from '../duplicates/types.ts';
import { type EngineName, engineNames } from '../orchestrator/types.ts';
import type { EngineTiming } from './compare-table.ts';
import type { Invocation } from './invocation.ts';

/** Scans the folders under each engine in turn; a first round, not counted, fills the page cache. */
export async function compareScan(
  roots: readonly BytePath[],
  { options, output, signal }: Invocation,
): Promise<EngineTiming[]> {
  if (roots.length === 0) throw new UsageError('compare scan: which folder? forkful compare scan DIR…');
  const runs = options.count('runs', 1) ?? 3;
  const times = new Map<EngineName, number[]>(engineNames.map((engine) => [engine, []]));
  const found = new Set<string>();
  for (let round = 0; round <= runs; round += 1) {
    for (const engine of engineNames) {
      output.progress(`round ${round} of ${runs}: ${engine}`);
      const started = performance.now();
      const { stats } = await scan(settings(roots, engine), { onEvent() {}, signal });
      if (round > 0) times.get(engine)?.push(performance.now() - started);
      found.add(`${stats.groups} ${stats.redundantFiles} ${stats.redundantBytes}`);
    }
  }
  output.progress(undefined);
  if (found.size > 1) throw new Failure('the folder changed between the runs: the times cannot be compared');
  return [...times].map(([engine, each]) => ({
    engine,
    workers: engine === 'serial' ? 1 : availableParallelism(),
    runs: each,
  }));
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
