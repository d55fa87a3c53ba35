/** The program behind the screen: starts the jobs a person asks for, and tells the screen what becomes of them. */
import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { type BytePath, fromText, toBytes, toText } from '../base/byte-path.ts';
import { Failure, reasonOf } from '../base/errors.ts';
import { shortenHome } from '../base/home-path.ts';
import { formatBytes } from '../base/quantities.ts';
import { sweepDemoFolders } from '../demo/folder.ts';
import { startDemo } from '../demo/start.ts';
import type { ParsedList } from '../download/list.ts';
import type { DownloadOptions } from '../download/types.ts';
import type { ScanOptions } from '../duplicates/types.ts';
import { createMemoryGate } from '../orchestrator/memory-gate.ts';
import { sweepLeftovers } from '../orchestrator/sweep.ts';
import { waitingWords } from '../orchestrator/waiting.ts';
import { newRunId, planMarked, recover } from '../removal/index.ts';
import { saveTimings } from '../report/save-timings.ts';
import { Timings } from '../report/timings.ts';
import type { LogLevel } from '../store/events.ts';
import type { Thresholds } from '../system/thresholds.ts';
import { availableMemory, raiseAlarms } from './alarms.ts';
import { createDownloading, type Downloading } from './downloading.ts';
import { createHub } from './hub.ts';
import { createPreviewing } from './previewing.ts';
import { createRemoving } from './removing.ts';
import { createReporting } from './reporting.ts';
import { createScanning, type PoolCommons } from './scanning.ts';
import { signalAll } from './signalling.ts';
import { keepTime } from './timekeeping.ts';
import type { Session } from './types.ts';
import { unharmed } from './unharmed.ts';
import { createWatching } from './watching.ts';

export interface SessionSettings {
  readonly scan: ScanOptions;
  readonly downloads: DownloadOptions;
  /** A URL list to begin with. */
  readonly list: ParsedList | undefined;
  /** A sample collection instead: its folder is scanned and takes the downloads. */
  readonly demo: boolean;
  /** Bytes that must be available for new work to begin. */
  readonly minMemory: number;
  readonly thresholds: Thresholds;
  /** Milliseconds between two looks at the machine. */
  readonly sampleMs: number;
}

export function createSession(settings: SessionSettings): Session {
  const hub = createHub();
  const say = (level: LogLevel, source: string, text: string) =>
    hub.publish({ kind: 'log', level, source, text, at: Date.now() });

  raiseAlarms(hub, settings.thresholds);
  const watching = createWatching(hub, settings.sampleMs);
  const gate = createMemoryGate({
    required: settings.minMemory,
    read: availableMemory(hub),
    onWait(available, required) {
      say('warning', 'memory', `new work waits: ${formatBytes(available)} available, ${formatBytes(required)} needed`);
      hub.publish({ kind: 'gate', waitsFor: `memory (${formatBytes(required)})` });
    },
    onGo(available) {
      say('info', 'memory', `work goes on: ${formatBytes(available)} available`);
      hub.publish({ kind: 'gate', waitsFor: undefined });
    },
  });
  let tellWaiting: ((words: string) => void) | undefined;
  const commons: PoolCommons = {
    gate,
    onStatus: watching.onStatus,
    onLine: ({ worker, stream, text }) => say(stream === 'stderr' ? 'warning' : 'info', worker, text),
    onWaiting(workers) {
      say('info', 'stop', waitingWords(workers));
      tellWaiting?.(waitingWords(workers));
    },
  };

  const demo = settings.demo ? startDemo(commons) : undefined;
  const scan = demo === undefined ? settings.scan : { ...settings.scan, roots: [fromText(demo.dir)] };
  const downloads = demo === undefined ? settings.downloads : { ...settings.downloads, dir: demo.dir };
  if (demo !== undefined) hub.publish({ kind: 'folder', folder: shortenHome(toText(fromText(demo.dir))) });

  const scanning = createScanning(hub, scan, commons);
  const removing = createRemoving(hub, commons, scanning.request);
  const previewing = createPreviewing(hub, commons);
  const timings = new Timings();
  keepTime(hub, timings, { scan: () => scan.engine, downloads: () => opened?.queue.engine ?? downloads.engine });
  let { dir } = downloads;
  /** Queues of folders that were left. */
  let retired: Promise<unknown> = Promise.resolve();
  // Opened when it is first needed: the first frame does not wait for the catalogue.
  let opened: Downloading | undefined;
  const downloading = (): Downloading => {
    opened ??= createDownloading(hub, {
      options: { ...downloads, dir },
      remembered: demo === undefined,
      commons,
      onArrived: scanning.request,
    });
    return opened;
  };

  /** The panes follow: what is scanned, where downloads go, what the first line says. */
  const changeFolder = (folder: BytePath): void => {
    if (opened?.queue.busy) throw new Failure('downloads are under way: wait for them, or cancel them first');
    if (!isUtf8(toBytes(folder))) throw new Failure('its name is not UTF-8: downloads could not go there');
    dir = toBytes(folder).toString('utf8');
    retired = Promise.all([retired, opened?.queue.close()]).catch((error: unknown) =>
      say('error', 'download', reasonOf(error)),
    );
    opened = undefined;
    hub.publish({ kind: 'folder', folder: shortenHome(toText(folder)) });
    scanning.setRoots([folder]);
  };
  const reporting = createReporting(
    hub,
    {
      timings,
      thresholds: settings.thresholds,
      scanning,
      downloading,
      changeFolder,
      say: (text) => say('warning', 'report', text),
    },
    timings,
  );

  const begin = async (): Promise<void> => {
    scanning.request();
    await setImmediate();
    if (demo === undefined) downloading().restore();
    if (settings.list !== undefined) downloading().add(settings.list);
    if (demo !== undefined) {
      downloading().addText(await demo.list, 'the sample list');
      scanning.request();
    }
    for (const { line } of await sweepLeftovers()) say('warning', 'start', line);
    for (const path of sweepDemoFolders()) say('info', 'start', `${path}, left over by a demo, was taken away`);
    await recover({ onNotice: (text) => say('warning', 'journal', text) });
  };
  begin().catch((error: unknown) => say('error', 'start', reasonOf(error)));

  const told = unharmed(say);
  return {
    subscribe: hub.open,
    addDownloads: told('list', (text) => downloading().addText(text, 'pasted text')),
    pauseDownloads: told('download', (paused) => {
      downloading().queue.pause(paused);
      hub.publish({ kind: 'paused', paused });
    }),
    retryDownload: told('download', (id) => downloading().queue.retry(id)),
    retryFailed: told('download', () => downloading().queue.retryFailed()),
    cancelDownload: told('download', (id) => downloading().queue.cancel(id)),
    moveDownload: told('download', (id, by) => downloading().queue.move(id, by)),
    rescan: told('scan', scanning.request),
    remove: told('remove', (action, marked) =>
      removing.run({ kind: 'apply', plan: planMarked(newRunId(), action, marked) }),
    ),
    undo: told('remove', () => removing.run({ kind: 'undo', run: undefined })),
    preview: told('preview', previewing.look),
    signal: told('signal', (processes, signal) => {
      for (const event of signalAll(processes, signal)) hub.publish(event);
    }),
    runItem: told('report', reporting.run),
    cancelItem: told('report', reporting.cancel),
    exportTimings: told('timings', () => {
      try {
        const text = `the times are saved in ${saveTimings(timings)}`;
        hub.publish({ kind: 'log', level: 'info', source: 'timings', text, at: Date.now(), told: true });
      } catch (error) {
        say('error', 'timings', `the times were not saved: ${reasonOf(error)}`);
      }
    }),
    watchProcesses: told('system', (scope) => watching.sampler.setScope(scope)),
    watchThreads: told('system', (process) => watching.sampler.watchThreads(process)),
    get busy() {
      return (opened?.queue.busy ?? false) || removing.running || scanning.running;
    },
    async close(onWaiting) {
      tellWaiting = onWaiting;
      gate.close();
      reporting.close();
      watching.sampler.stop();
      // All at once: one that is slow to end must not add its time to the next one's.
      await Promise.all([
        removing.close(),
        previewing.close(),
        retired,
        opened?.queue.close(),
        scanning.close(),
        demo?.stop(),
      ]);
      await demo?.remove();
    },
  };
}
