/** What each item of the report's menu does behind the screen. The heavy ones run where such work always runs: in children. */
import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { type BytePath, fromText, toFs, toText } from '../base/byte-path.ts';
import { Failure, unreachable } from '../base/errors.ts';
import { expandHome } from '../base/home-path.ts';
import { formatBytes, formatCount, formatElapsed, parseSize, plural } from '../base/quantities.ts';
import { readList } from '../download/index.ts';
import type { ScanSummary } from '../duplicates/types.ts';
import { type EngineName, engineNames, type WorkerStatus } from '../orchestrator/types.ts';
import { type ChangeFolder, changeFolder, folderExists, makeAndEnter } from '../report/folders.ts';
import { forkChild, memoryPairs, usage } from '../report/machine.ts';
import type { MenuNumber } from '../report/menu.ts';
import { type ReportResult, result } from '../report/result.ts';
import type { Timings } from '../report/timings.ts';
import { waitForMemory } from '../report/wait-for-memory.ts';
import { clearZombies } from '../report/zombies.ts';
import type { SystemBackend } from '../system/backend.ts';
import { openBackend } from '../system/platform.ts';
import { ForkfulWatch } from '../system/snapshot.ts';
import type { Thresholds } from '../system/thresholds.ts';
import type { MemoryInfo } from '../system/types.ts';
import type { Downloading } from './downloading.ts';
import type { Scanning } from './scanning.ts';

export interface MenuTools {
  readonly timings: Timings;
  readonly thresholds: Thresholds;
  readonly scanning: Scanning;
  readonly downloading: () => Downloading;
  /** @throws Failure where it cannot be changed now */
  readonly changeFolder: ChangeFolder;
  /** For what is worth knowing before the item is over. */
  readonly say: (text: string) => void;
  /** How it stands with an item that takes its time. */
  readonly note: (text: string) => void;
  /** Aborts when somebody has waited long enough, or the session closes. */
  readonly signal: AbortSignal;
}

/** @param argument what the item asks for, as it was typed. @throws Failure, UsageError for what a person can mend */
export function runItem(number: MenuNumber, argument: string, tools: MenuTools): ReportResult | Promise<ReportResult> {
  switch (number) {
    case 1:
      return forkChild();
    case 2:
      return folderExists(folderOf(argument, tools));
    case 3:
      return makeAndEnter(folderOf(argument, tools), tools.changeFolder);
    case 4:
      return changeFolder(folderOf(argument, tools), tools.changeFolder);
    case 5:
      return download(argument, 'processes', tools);
    case 6:
      return download(argument, 'threads', tools);
    case 7:
      return withBackend((backend) => {
        const watch = new ForkfulWatch(backend);
        return clearZombies(async () => watch.take(await backend.processes(), 'all'), tools.signal);
      });
    case 8:
      return find(tools);
    case 9:
      return findUnderEachEngine(tools);
    case 10:
      return withBackend((backend) => usage(backend, tools.thresholds));
    case 11:
      return withBackend(async (backend) => result(true, memoryPairs(await backend.memory())));
    case 12:
      return result(true, timingRows(tools.timings));
    case 13:
      return withBackend((backend) => untilAvailable(parseSize(argument, 'size'), backend, tools));
    default:
      return unreachable(number);
  }
}

/** A path as it was typed: from the folder that the screen is about. */
function folderOf(argument: string, { scanning }: MenuTools): BytePath {
  const typed = expandHome(argument.trim());
  if (typed === '') throw new Failure('no folder was named');
  const [here = ''] = scanning.roots;
  return posix.resolve(fromText(process.cwd()), here, fromText(typed)) as BytePath;
}

/** The queue is the one of the screen, so that every transfer is seen; its children are waited for at the end. */
async function download(argument: string, engine: EngineName, tools: MenuTools): Promise<ReportResult> {
  const path = folderOf(argument, tools);
  const { requests, notes } = await readList(createReadStream(toFs(path)), toText(path));
  const downloading = tools.downloading();
  const { queue } = downloading;
  if (queue.busy) throw new Failure('downloads are under way: wait for them, or cancel them first');
  const usual = queue.engine;
  await queue.changeEngine(engine);
  let workers: readonly WorkerStatus[] = [];
  const before = await queue.finished();
  try {
    downloading.add({ requests, notes });
    await queue.finished();
    workers = queue.workers;
  } finally {
    await queue.changeEngine(usual);
  }
  const { done, failed, skipped, bytes, halted } = await queue.finished();
  const settled = done + failed + skipped - before.done - before.failed - before.skipped;
  const known = halted === undefined ? requests.length - settled : 0;
  const names = workers.map(({ name, pid }) => (engine === 'processes' ? `${name} (${pid})` : name));
  return result(failed === before.failed && halted === undefined, [
    ['list', `${toText(path)}, ${plural(requests.length, 'URL')}`],
    ['done', `${plural(done - before.done, 'file')}, ${formatBytes(bytes - before.bytes)}`],
    ['not done', `${failed - before.failed} failed, ${skipped - before.skipped} skipped`],
    ...(known > 0 ? [['known', `${plural(known, 'URL')} of before: nothing is downloaded twice`] as const] : []),
    ['workers', names.length === 0 ? 'none was needed' : `${names.join(', ')}: waited for, ended, none orphaned`],
    ...(halted === undefined ? [] : [['stopped', halted] as const]),
  ]);
}

async function find({ scanning }: MenuTools): Promise<ReportResult> {
  const { stats, problems } = await scanning.rescan();
  return result(true, [
    ['folder', scanning.roots.map(toText).join(' ')],
    ['looked at', `${plural(stats.files, 'file')}, ${formatBytes(stats.bytes)}`],
    ['found', `${plural(stats.groups, 'group')}, ${plural(stats.redundantFiles, 'file')} too many`],
    ['to gain', formatBytes(stats.redundantBytes)],
    ['problems', problems === 0 ? 'none' : `${formatCount(problems)}: see the log (5)`],
  ]);
}

/** A first round, not counted, fills the page cache: else the first engine would pay for all. */
async function findUnderEachEngine({ scanning, timings, signal }: MenuTools): Promise<ReportResult> {
  await scanning.measure('threads');
  const times: (readonly [EngineName, number])[] = [];
  let summary: ScanSummary | undefined;
  for (const engine of engineNames) {
    if (signal.aborted) throw signal.reason;
    const start = performance.now();
    summary = await timings.measure('scan, nothing remembered', engine, () => scanning.measure(engine));
    times.push([engine, performance.now() - start]);
  }
  const serial = times.find(([engine]) => engine === 'serial')?.[1] ?? Number.NaN;
  return result(true, [
    ['found', plural(summary?.stats.groups ?? 0, 'group')],
    ...times.map(([engine, ms]) => {
      return [engine, `${formatElapsed(ms)}, ${(serial / ms).toFixed(2)} × the speed of serial`] as const;
    }),
  ]);
}

function timingRows(timings: Timings): ReportResult['pairs'] {
  const rows = timings.compare().map(({ job, runs, best }) => {
    const times = [...engineNames, 'none' as const].flatMap((engine) => {
      const ms = best[engine];
      return ms === undefined ? [] : [`${engine === 'none' ? '' : `${engine} `}${formatElapsed(ms)}`];
    });
    return [job, `${times.join(' · ')}${runs > 1 ? `  (${runs} runs)` : ''}`] as const;
  });
  return rows.length > 0 ? rows : [['nothing', 'has been run so far']];
}

async function untilAvailable(
  needed: number,
  backend: SystemBackend,
  { say, note, signal }: MenuTools,
): Promise<ReportResult> {
  let told = false;
  const onWait = ({ available, total }: MemoryInfo): void => {
    const words = `waiting for memory: ${formatBytes(available)} available, ${formatBytes(needed)} needed`;
    if (!told) say(words);
    told = true;
    note(needed > total ? `${words}; there are only ${formatBytes(total)} in all` : words);
  };
  const { kind, memory } = await waitForMemory({ needed, read: () => backend.memory(), signal, onWait });
  return result(kind === 'available', [
    ['needed', formatBytes(needed)],
    ['available', formatBytes(memory.available)],
    ...(kind === 'stopped' ? [['stopped', 'before so much was available'] as const] : []),
  ]);
}

async function withBackend<T>(work: (backend: SystemBackend) => T | Promise<T>): Promise<T> {
  const backend = await openBackend();
  try {
    return await work(backend);
  } finally {
    backend.close();
  }
}
