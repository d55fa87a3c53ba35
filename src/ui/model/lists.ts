import { type BytePath, fromText, toText } from '../../base/byte-path.ts';
import { type DownloadOrder, sortDownloads } from '../../store/download-order.ts';
import type { DownloadRow, DownloadTable } from '../../store/downloads.ts';
import type { DuplicateTable } from '../../store/duplicates/duplicate-table.ts';
import {
  type FolderIndex,
  type FolderOrder,
  type FolderRow,
  type FolderView,
  sortFolders,
} from '../../store/duplicates/folder-index.ts';
import type { LogEntry, LogTable } from '../../store/log.ts';
import { type TreeRow, withThreads } from '../../system/thread-rows.ts';
import { type ProcessView, processId, processRows, type SortKey } from '../../system/tree.ts';
import type { ProcessInfo, ThreadsSample } from '../../system/types.ts';
import type { PaneId } from '../layout.ts';
import type { App } from './app.ts';
import type { ListState, LogOrder } from './ui-state.ts';

/** The rows of each pane's list under its filter and order. Each remembers its last answer: keys and drawing both ask. */

export function processList(app: App): readonly TreeRow[] {
  const { processView, processSort, foldedProcesses, filters, threadsOf } = app.ui;
  const { processes = none, threads } = app.state.machine.sample ?? {};
  const shown = threads !== undefined && processId(threads.of) === threadsOf ? threads : undefined;
  return rememberProcesses(processes, shown, processView, processSort, filters.processes, foldedProcesses);
}

export function downloadList(app: App): readonly DownloadRow[] {
  const { downloads } = app.state;
  return rememberDownloads(downloads, downloads.revision, app.ui.filters.downloads, app.ui.downloadOrder);
}

/** Folders, or pairs of them, that hold duplicates; empty in the view of groups. */
export function folderList({ ui, state }: App): readonly FolderRow[] {
  const { duplicateView, folderOrder, filters } = ui;
  if (duplicateView === 'groups') return none;
  const index = folderIndex({ state });
  return rememberFolders(index, index.revision, duplicateView, folderOrder, filters.duplicates);
}

/** How many there are without the filter. */
export function folderCount(app: App): number {
  const index = folderIndex(app);
  return app.ui.duplicateView === 'pairs' ? index.pairCount : index.folderCount;
}

/** Groups in so many folders that no pairs are made of them. */
export function widespreadGroups(app: App): number {
  return app.ui.duplicateView === 'pairs' ? folderIndex(app).widespread : 0;
}

/** Marked files by folder, those of the folders below included. */
export function marksByFolder(app: App): ReadonlyMap<BytePath, number> {
  const { duplicates } = app.state;
  return rememberMarks(duplicates, duplicates.revision, folderIndex(app));
}

function folderIndex({ state: { duplicates, scan } }: Pick<App, 'state'>): FolderIndex {
  return duplicates.folders(rememberRoots(scan.roots));
}

export function logList(app: App): readonly LogEntry[] {
  return rememberLog(app.state.log, app.state.log.revision, app.ui.filters.log, app.ui.logOrder);
}

export function listLength(app: App, pane: PaneId): number {
  switch (pane) {
    case 'processes':
      return processList(app).length;
    case 'downloads':
      return downloadList(app).length;
    case 'duplicates':
      return app.ui.duplicateView === 'groups' ? app.state.duplicates.rows().count : folderList(app).length;
    case 'log':
      return logList(app).length;
    case 'system':
      return 0;
  }
}

/** The same list with its cursor on a row that exists, and that row in sight. */
export function keepInSight(list: ListState, count: number, rows: number): ListState {
  const cursor = Math.max(0, Math.min(count - 1, list.cursor));
  const highest = Math.max(0, count - rows);
  const top = Math.max(0, Math.min(highest, Math.max(cursor - rows + 1, Math.min(cursor, list.top))));
  return cursor === list.cursor && top === list.top ? list : { cursor, top };
}

const none: readonly never[] = [];

const rememberProcesses = rememberLast(
  (
    processes: readonly ProcessInfo[],
    threads: ThreadsSample | undefined,
    view: ProcessView,
    sort: SortKey,
    filter: string,
    folded: ReadonlySet<string>,
  ) => {
    const shown = new Map(threads === undefined ? [] : [[processId(threads.of), threads.list]]);
    return withThreads(processRows(processes, { view, sort, filter, folded }), shown, { sort });
  },
);

const rememberRoots = rememberLast((roots: readonly string[]) => roots.map(fromText));

const rememberFolders = rememberLast(
  (index: FolderIndex, _revision: number, view: FolderView, order: FolderOrder, filter: string) => {
    const rows = view === 'pairs' ? index.pairs() : index.folders();
    const wanted = filter.toLowerCase();
    const holds = (path: BytePath): boolean => toText(path).toLowerCase().includes(wanted);
    const shown =
      filter === '' ? rows : rows.filter((row) => holds(row.folder) || (row.kind === 'pair' && holds(row.other)));
    return sortFolders(shown, order);
  },
);

const rememberMarks = rememberLast((table: DuplicateTable, _revision: number, index: FolderIndex) => {
  const counts = new Map<BytePath, number>();
  for (const { file } of table.marks.all()) {
    for (const folder of index.foldersOf(file.path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
});

const rememberDownloads = rememberLast(
  (table: DownloadTable, _revision: number, filter: string, order: DownloadOrder) => {
    const wanted = filter.toLowerCase();
    const holds = (row: DownloadRow): boolean => `${row.name} ${row.url} ${row.state}`.toLowerCase().includes(wanted);
    return sortDownloads(filter === '' ? table.list() : table.list().filter(holds), order);
  },
);

const rememberLog = rememberLast(
  (table: LogTable, _revision: number, filter: string, order: LogOrder): readonly LogEntry[] => {
    const wanted = filter.toLowerCase();
    const holds = ({ level, source, text }: LogEntry): boolean =>
      `${level} ${source} ${text}`.toLowerCase().includes(wanted);
    const found = filter === '' ? [...table.entries] : table.entries.filter(holds);
    if (order !== 'oldest') found.reverse();
    return order === 'worst' ? found.sort((a, b) => severity[b.level] - severity[a.level]) : found;
  },
);

const severity: Readonly<Record<LogEntry['level'], number>> = { info: 0, warning: 1, error: 2 };

/** The same answer for the same arguments as last time. */
export function rememberLast<Arguments extends readonly unknown[], Result>(
  compute: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  let last: { readonly args: Arguments; readonly result: Result } | undefined;
  return (...args) => {
    const known = last;
    if (known?.args.every((argument, index) => Object.is(argument, args[index]))) return known.result;
    const result = compute(...args);
    last = { args, result };
    return result;
  };
}
