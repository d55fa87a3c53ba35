import type { ProcessInfo } from '../system/types.ts';

export const processOrders = ['tree', 'cpu', 'memory', 'pid', 'name'] as const;
export type ProcessOrder = (typeof processOrders)[number];

export interface ProcessRow {
  readonly process: ProcessInfo;
  /** For each level above it whether that one has further siblings: tells the lines of the tree. */
  readonly trunks: readonly boolean[];
  readonly last: boolean;
  readonly depth: number;
  readonly children: number;
  readonly folded: boolean;
}

export interface ProcessView {
  readonly order: ProcessOrder;
  /** Lower case; matches name, command, role and pid. */
  readonly filter: string;
  readonly folded: ReadonlySet<string>;
}

/** A process by identity: pids are reused, pid and start time are not. */
export function processId(process: ProcessInfo): string {
  return `${process.pid}:${process.startTime}`;
}

/** The rows to show. A tree where nothing is filtered and no other order is asked for; a flat list otherwise. */
export function processRows(processes: readonly ProcessInfo[], view: ProcessView): ProcessRow[] {
  const matching = view.filter === '' ? processes : processes.filter((process) => matches(process, view.filter));
  if (view.order !== 'tree' || view.filter !== '') {
    return [...matching].sort(comparators[view.order]).map(flatRow);
  }
  return treeRows(processes, view.folded);
}

export function subtree(processes: readonly ProcessInfo[], root: ProcessInfo): ProcessInfo[] {
  const children = childrenByParent(processes);
  // A set: a sample taken while pids were reused could hold a ring.
  const found = new Set<ProcessInfo>();
  const visit = (process: ProcessInfo): void => {
    if (found.has(process)) return;
    found.add(process);
    for (const child of children.get(process.pid) ?? []) visit(child);
  };
  visit(root);
  return [...found];
}

function treeRows(processes: readonly ProcessInfo[], foldedIds: ReadonlySet<string>): ProcessRow[] {
  const children = childrenByParent(processes);
  const pids = new Set(processes.map((process) => process.pid));
  const rows: ProcessRow[] = [];
  const visit = (process: ProcessInfo, trunks: readonly boolean[], last: boolean): void => {
    const below = children.get(process.pid) ?? [];
    const folded = below.length > 0 && foldedIds.has(processId(process));
    rows.push({ process, trunks, last, depth: trunks.length, children: below.length, folded });
    if (folded) return;
    for (const [index, child] of below.entries()) visit(child, [...trunks, !last], index === below.length - 1);
  };
  const roots = processes.filter((process) => !pids.has(process.ppid) || process.ppid === process.pid);
  for (const [index, root] of roots.entries()) visit(root, [], index === roots.length - 1);
  return rows;
}

function childrenByParent(processes: readonly ProcessInfo[]): Map<number, ProcessInfo[]> {
  const children = new Map<number, ProcessInfo[]>();
  for (const process of processes) {
    if (process.ppid === process.pid) continue;
    const siblings = children.get(process.ppid);
    if (siblings === undefined) children.set(process.ppid, [process]);
    else siblings.push(process);
  }
  return children;
}

function flatRow(process: ProcessInfo): ProcessRow {
  return { process, trunks: [], last: true, depth: 0, children: 0, folded: false };
}

function matches(process: ProcessInfo, filter: string): boolean {
  return `${process.pid} ${process.role ?? ''} ${process.name} ${process.command}`.toLowerCase().includes(filter);
}

const byPid = (a: ProcessInfo, b: ProcessInfo): number => a.pid - b.pid;

const comparators: Readonly<Record<ProcessOrder, (a: ProcessInfo, b: ProcessInfo) => number>> = {
  tree: byPid,
  pid: byPid,
  cpu: (a, b) => b.cpuPercent - a.cpuPercent || byPid(a, b),
  memory: (a, b) => b.rssBytes - a.rssBytes || byPid(a, b),
  name: (a, b) => a.name.localeCompare(b.name) || byPid(a, b),
};
