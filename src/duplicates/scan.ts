/** Finds duplicates: walk, group by size, compare by steps of rising cost, confirm. */
import type { Gate, WorkerStatus } from '../orchestrator/types.ts';
import { Comparison } from './compare-files.ts';
import { Confirmation } from './confirm.ts';
import { Crew } from './crew.ts';
import { digestBytes } from './digest.ts';
import { groupByDigest } from './digest-groups.ts';
import { FileTable } from './file-table.ts';
import { findFiles } from './find-files.ts';
import { hashJob } from './hash-job.ts';
import { openHelpers } from './helpers.ts';
import { ScanMemory } from './memory.ts';
import type { Pause } from './pause.ts';
import { Reporter } from './reporter.ts';
import { resolveRoots } from './roots.ts';
import { isRotational } from './rotational.ts';
import { eachInodeOnce, groupBySize } from './size-groups.ts';
import { defaultSteps, type Steps } from './steps.ts';
import type { Fault } from './tasks.ts';
import type { ScanEvent, ScanOptions, ScanSummary } from './types.ts';

export interface ScanListeners {
  readonly onEvent: (event: ScanEvent) => void;
  /** Told, in words, what is wrong with the catalogue. */
  readonly onNotice?: (text: string) => void;
  readonly onStatus?: (status: WorkerStatus) => void;
  /** Ends the scan early: it rejects with the signal's reason; what was found until then has been told. */
  readonly signal?: AbortSignal;
  /** What has begun is finished; nothing new begins while it is set. */
  readonly pause?: Pause;
  /** The same while it is shut. */
  readonly gate?: Gate;
  /** Helpers that are still waited for at the end. */
  readonly onWaiting?: (workers: readonly string[]) => void;
  /** Groups make their files anew each time they are asked for: for those who ask once, and hold a million. */
  readonly compact?: boolean;
  /** False: nobody asks for the hash of a group; what the bytes tell is then not hashed, and that hash is empty. */
  readonly digests?: boolean;
  readonly steps?: Steps;
}

export async function scan(
  options: ScanOptions,
  { onEvent, onStatus, onWaiting, onNotice, signal, pause, gate, ...rest }: ScanListeners,
): Promise<ScanSummary> {
  const { compact = false, digests = true, steps = defaultSteps } = rest;
  const report = new Reporter(onEvent, compact);
  const abort = signal ?? new AbortController().signal;
  const context = { emit() {}, drained: async () => {}, alive() {}, signal: abort };
  let rootDev = 0n;
  const onRoom = () => crew.wake();
  const crew = new Crew(
    () => openHelpers(options, { rotational: isRotational(rootDev), onRoom, onStatus, onWaiting }),
    (task) => hashJob.run(task, context),
    abort,
    pause,
    gate,
  );
  const table = new FileTable(digestBytes[options.algorithm]);
  const { folders, faults, rules } = resolveRoots(options);
  const memory = options.catalogue ? ScanMemory.open(options, folders, onNotice ?? (() => {})) : undefined;
  try {
    report.onFaults(faults);
    rootDev = folders[0]?.dev ?? 0n;
    const known = folders.some((folder) => memory?.knows(folder));
    // Where an earlier scan has been, most files need no reading, and looking at them is cheaper than opening them.
    const readUpTo = known || rules.minSize > steps.wholeAtOnce ? -1 : steps.wholeAtOnce;
    const isReference = (root: number) => root >= options.roots.length;
    await findFiles({ folders, rules: { ...rules, readUpTo }, isReference }, crew, table, {
      onFound: report.onFound,
      onRead(bytes) {
        report.onPlanned(bytes);
        report.onRead(0, bytes);
      },
      onFaults: (walkFaults) => report.onFaults(walkFaults),
      onSlice({ folderDev, folderIno, files }, first) {
        const found = memory?.meet(table, { dev: folderDev, ino: folderIno }, first, files) ?? 0;
        report.onCached(found);
      },
    });
    // Also folders without files: by its roots the next scan knows that this one was here.
    for (const folder of folders) memory?.meet(table, folder, 0, 0);
    const { files, links } = eachInodeOnce(table);
    const { open, ...told } = groupByDigest(table, files);
    const groups = groupBySize(table, open);
    report.enter(
      'comparing',
      groups.reduce((sum, group) => sum + group.length, 0),
    );
    const onFault = (file: number, { code, message }: Fault<number>) =>
      report.onFaults([{ at: table.path(file), code, message }]);
    const references = rules.roots.length > options.roots.length ? isReference : undefined;
    const confirmation = new Confirmation(table, crew, links, references, onFault);
    for (const found of confirmation.sure(told)) report.onGroups(found);
    const remember = memory !== undefined;
    const wanted = { algorithm: options.algorithm, digests: digests || remember, remember, steps };
    const comparison = new Comparison(table, crew, wanted, { ...report, onFault });
    await comparison.run(groups, {
      onAgreed: async (agreed) => report.onGroups(await confirmation.confirm(agreed)),
      onSure: (agreed) => report.onGroups(confirmation.asTheyAre(agreed)),
    });
    report.enter('done');
    return { stats: report.stats(), problems: report.problems };
  } finally {
    // Also what a scan learnt that was stopped.
    memory?.save(table);
    memory?.close();
    await crew.close();
  }
}
