/** The threads of a process as rows below it, among the rows of processes. Pure. */
import type { ProcessRow } from './tree.ts';
import type { SortKey } from './tree-order.ts';
import type { ThreadInfo } from './types.ts';

export interface ThreadRow {
  readonly kind: 'thread';
  /** Stable as long as the thread lives. */
  readonly id: string;
  readonly thread: ThreadInfo;
  /** The row of its process. */
  readonly of: ProcessRow;
  readonly branch: string;
}

export type TreeRow = ProcessRow | ThreadRow;

export interface ThreadRowOptions {
  readonly sort?: SortKey;
  readonly ascii?: boolean;
}

/**
 * @param threads of the processes whose threads are shown, by the id of their row
 * @returns the rows with those of the threads between; the same array where there are none
 */
export function withThreads(
  rows: readonly ProcessRow[],
  threads: ReadonlyMap<string, readonly ThreadInfo[]>,
  { sort = 'pid', ascii = false }: ThreadRowOptions = {},
): readonly TreeRow[] {
  if (threads.size === 0) return rows;
  return rows.flatMap((row): TreeRow[] => {
    const own = threads.get(row.id);
    if (own === undefined) return [row];
    const branch = below(row.branch) + (ascii ? ': ' : '┆ ');
    const sorted = own.toSorted((a, b) => orderOf(sort)(a, b) || a.tid - b.tid);
    return [row, ...sorted.map((thread) => threadRow(thread, row, branch))];
  });
}

/** The process that a row is, or that its thread belongs to. */
export function processRowOf(row: TreeRow): ProcessRow {
  return row.kind === 'thread' ? row.of : row;
}

function threadRow(thread: ThreadInfo, of: ProcessRow, branch: string): ThreadRow {
  return { kind: 'thread', id: `${of.id}/${thread.tid}`, thread, of, branch };
}

/** What a row that has `branch` draws in the rows below it: lines go on, corners end. */
function below(branch: string): string {
  return branch.replace('├ ', '│ ').replace('└ ', '  ').replace('|-', '| ').replace('`-', '  ');
}

/** Threads share memory and age; in those orders they stay in the order of their numbers. */
function orderOf(sort: SortKey): (a: ThreadInfo, b: ThreadInfo) => number {
  if (sort === 'cpu') return (a, b) => b.cpuPercent - a.cpuPercent;
  return sort === 'name' ? (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) : () => 0;
}
