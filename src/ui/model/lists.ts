import type { DownloadRow, DownloadTable } from '../../store/downloads.ts';
import type { LogEntry, LogTable } from '../../store/log.ts';
import { type TreeRow, withThreads } from '../../system/thread-rows.ts';
import { type ProcessView, processId, processRows, type SortKey } from '../../system/tree.ts';
import type { ProcessInfo, ThreadsSample } from '../../system/types.ts';
import type { PaneId } from '../layout.ts';
import type { App } from './app.ts';
import type { ListState } from './ui-state.ts';

/** The rows of each pane's list under its filter and order. Each remembers its last answer: keys and drawing both ask. */

export function processList(app: App): readonly TreeRow[] {
  const { processView, processSort, foldedProcesses, filters, threadsOf } = app.ui;
  const { processes = none, threads } = app.state.machine.sample ?? {};
  const shown = threads !== undefined && processId(threads.of) === threadsOf ? threads : undefined;
  return rememberProcesses(processes, shown, processView, processSort, filters.processes, foldedProcesses);
}

export function downloadList(app: App): readonly DownloadRow[] {
  return rememberDownloads(app.state.downloads, app.state.downloads.revision, app.ui.filters.downloads);
}

export function logList(app: App): readonly LogEntry[] {
  return rememberLog(app.state.log, app.state.log.revision, app.ui.filters.log);
}

export function listLength(app: App, pane: PaneId): number {
  switch (pane) {
    case 'processes':
      return processList(app).length;
    case 'downloads':
      return downloadList(app).length;
    case 'duplicates':
      return app.state.duplicates.rows().count;
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

const rememberDownloads = rememberLast((table: DownloadTable, _revision: number, filter: string) => {
  if (filter === '') return table.list();
  const wanted = filter.toLowerCase();
  return table.list().filter((row) => `${row.name} ${row.url} ${row.state}`.toLowerCase().includes(wanted));
});

const rememberLog = rememberLast((table: LogTable, _revision: number, filter: string): readonly LogEntry[] => {
  if (filter === '') return [...table.entries];
  const wanted = filter.toLowerCase();
  return table.entries.filter((entry) => `${entry.level} ${entry.source} ${entry.text}`.toLowerCase().includes(wanted));
});

function rememberLast<Arguments extends readonly unknown[], Result>(
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
