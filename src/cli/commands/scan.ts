import { toText } from '../../base/byte-path.ts';
import { UsageError, unreachable } from '../../base/errors.ts';
import { formatBytes, formatCount, formatElapsed, plural } from '../../base/quantities.ts';
import { Pause } from '../../duplicates/pause.ts';
import { scan } from '../../duplicates/scan.ts';
import type { ScanEvent, ScanProgress, ScanStats } from '../../duplicates/types.ts';
import { waitingWords } from '../../orchestrator/waiting.ts';
import { exitCodes } from '../exit-codes.ts';
import { csvFormat } from '../formats/csv.ts';
import { fdupesFormat } from '../formats/fdupes.ts';
import { foldersFormat } from '../formats/folders.ts';
import { humanFormat } from '../formats/human.ts';
import { jsonFormat } from '../formats/json.ts';
import { openHeadlessGate } from '../headless-gate.ts';
import type { Run } from '../invocation.ts';
import type { Output } from '../output.ts';
import { scanOptions } from '../scan-options.ts';
import { ReportBuilder, type ReportFormat } from '../scan-report.ts';
import { tuneForScanning } from '../tune-for-scanning.ts';

const formatNames = ['human', 'folders', 'fdupes', 'json', 'csv'] as const;
type FormatName = (typeof formatNames)[number];

export const run: Run = async (invocation) => {
  tuneForScanning();
  const { options, output, signal } = invocation;
  const format = options.choice('format', formatNames) ?? (output.stdoutIsTerminal ? 'human' : 'fdupes');
  const settings = scanOptions(invocation);
  if (settings.maxSize !== undefined && settings.maxSize < settings.minSize) {
    throw new UsageError('--max-size is below --min-size: no file could match');
  }
  const builder = new ReportBuilder(settings);
  const pause = new Pause();
  invocation.onPause((paused) => pause.set(paused));
  invocation.onProgressRequest(() => progressLine(builder.progress));

  const stats = await scanUntilStopped();
  output.progress(undefined);
  const report = builder.build(stats);
  formatOf(format, output)(report, (piece) => output.result(piece));
  if (output.verbose) output.message(workLine(report.stats));
  if (report.problems.length > 0) return exitCodes.failed;
  return options.flag('exit-code') && report.groups.length > 0 ? exitCodes.failed : exitCodes.done;

  /** A signal ends the scan and not the report: what was found until then is printed. */
  async function scanUntilStopped(): Promise<ScanStats | undefined> {
    const onEvent = (event: ScanEvent) => {
      builder.take(event);
      if (event.kind === 'progress') output.progress(progressLine(event.progress).slice(0, output.columns - 1));
      if (event.kind !== 'problems') return;
      for (const { path, message } of event.problems) output.error(`forkful: ${toText(path)}: ${message}`);
    };
    // Also under --quiet: with the catalogue goes what undo could take back.
    const onNotice = (text: string) => output.error(`forkful: ${text}`);
    const onWaiting = (workers: readonly string[]) => output.message(`forkful: ${waitingWords(workers)}`);
    const gate = openHeadlessGate(invocation);
    try {
      const listeners = { onEvent, onNotice, onWaiting, signal, pause, gate };
      return (await scan(settings, { ...listeners, compact: true, digests: showsHashes(format) })).stats;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      gate.close();
    }
  }
};

function formatOf(name: FormatName, { colour }: Output): ReportFormat {
  switch (name) {
    case 'human':
      return humanFormat(colour);
    case 'folders':
      return foldersFormat;
    case 'fdupes':
      return fdupesFormat;
    case 'json':
      return jsonFormat;
    case 'csv':
      return csvFormat;
    default:
      return unreachable(name);
  }
}

function showsHashes(format: FormatName): boolean {
  return format === 'json' || format === 'csv';
}

/** What the answer took: for people who wonder whether the catalogue was of use. */
function workLine({ files, hashedBytes, cachedFiles, elapsedMs }: ScanStats): string {
  const known = `${formatCount(cachedFiles)} known from the catalogue`;
  return `${plural(files, 'file')}, ${known}; ${formatBytes(hashedBytes)} read in ${formatElapsed(elapsedMs)}`;
}

function progressLine(progress: ScanProgress | undefined): string {
  if (progress === undefined) return 'starting';
  const { phase, files, folders, doneBytes, totalBytes, groups, redundantBytes } = progress;
  if (phase === 'walking') return `walking: ${plural(files, 'file')} in ${plural(folders, 'folder')}`;
  const share = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)} read`;
  return `comparing: ${share}, ${plural(groups, 'group')}, ${formatBytes(redundantBytes)} to gain`;
}
