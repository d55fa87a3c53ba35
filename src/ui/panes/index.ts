import type { PaneId } from '../layout.ts';
import type { App } from '../model/app.ts';
import { downloadsInfo, drawDownloads } from './downloads.ts';
import { drawDuplicates, duplicatesInfo } from './duplicates.ts';
import { drawLog, logInfo } from './log.ts';
import type { DrawPane } from './pane.ts';
import { drawProcesses, processesInfo } from './processes.ts';
import { drawSystem, systemInfo } from './system.ts';

export const drawPane: Readonly<Record<PaneId, DrawPane>> = {
  processes: drawProcesses,
  downloads: drawDownloads,
  duplicates: drawDuplicates,
  system: drawSystem,
  log: drawLog,
};

/** What a pane says in a single line. */
export const paneInfo: Readonly<Record<PaneId, (app: App) => string>> = {
  processes: processesInfo,
  downloads: downloadsInfo,
  duplicates: duplicatesInfo,
  system: systemInfo,
  log: logInfo,
};
