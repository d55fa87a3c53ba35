/** Finds duplicates: walk, group by size, compare by steps of rising cost, confirm. */
import type { WorkerStatus } from '../orchestrator/types.ts';
import { Comparison, wholeAtOnce } from './compare-files.ts';
import { Confirmation } from './confirm.ts';
import { Crew } from './crew.ts';
import { digestBytes } from './digest.ts';
import { FileTable } from './file-table.ts';
import { findFiles } from './find-files.ts';
import { hashJob } from './hash-job.ts';
import { openHelpers } from './helpers.ts';
import type { Pause } from './pause.ts';
import { Reporter } from './reporter.ts';
import { groupBySize } from './size-groups.ts';
import type { Fault } from './tasks.ts';
import type { ScanEvent, ScanOptions, ScanSummary } from './types.ts';

export interface ScanListeners {
  readonly onEvent: (event: ScanEvent) => void;
  readonly onStatus?: (status: WorkerStatus) => void;
  /** Ends the scan early: it rejects with the signal's reason; what was found until then has been told. */
  readonly signal?: AbortSignal;
  /** What has begun is finished; nothing new begins while it is set. */
  readonly pause?: Pause;
}

export async function scan(
  options: ScanOptions,
  { onEvent, onStatus, signal, pause }: ScanListeners,
): Promise<ScanSummary> {
  const report = new Reporter(onEvent);
  const abort = signal ?? new AbortController().signal;
  const context = { emit() {}, drained: async () => {}, alive() {}, signal: abort };
  const onRoom = () => crew.wake();
  const crew = new Crew(
    () => openHelpers(options, { onRoom, onStatus }),
    (task) => hashJob.run(task, context),
    abort,
    pause,
  );
  try {
    const table = new FileTable(digestBytes[options.algorithm]);
    await findFiles(options, wholeAtOnce, crew, table, {
      onFound: report.onFound,
      onRead: (bytes) => report.onRead(0, bytes),
      onFaults: (faults) => report.onFaults(faults),
    });
    const { groups, links } = groupBySize(table);
    report.enter(
      'comparing',
      groups.reduce((sum, group) => sum + group.length, 0),
    );
    const onFault = (file: number, { code, message }: Fault<number>) =>
      report.onFaults([{ at: table.path(file), code, message }]);
    const isReference = (root: number) => root >= options.roots.length;
    const confirmation = new Confirmation(table, crew, links, isReference, onFault);
    const comparison = new Comparison(table, crew, options.algorithm, { ...report, onFault });
    await comparison.run(groups, async (agreed) => report.onGroups(await confirmation.confirm(agreed)));
    report.enter('done');
    return { stats: report.stats(), problems: report.problems };
  } finally {
    await crew.close();
  }
}
