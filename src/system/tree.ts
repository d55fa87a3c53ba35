/** Processes as the rows of a tree that folds, sorts and filters. Pure; each process gives at most one row. */
import { type Comparison, comparison, matcher, type SortKey } from './tree-order.ts';
import type { ProcessInfo, ProcessKey } from './types.ts';

export { type SortKey, sortKeys } from './tree-order.ts';

export const processViews = ['tree', 'list', 'zombies', 'orphans'] as const;
export type ProcessView = (typeof processViews)[number];

export interface TreeOptions {
  /** `tree` shows who started whom; `list` is flat; the two others are flat lists of what needs attention. */
  readonly view?: ProcessView;
  readonly sort?: SortKey;
  /** Turns the order of the sort key round. */
  readonly reverse?: boolean;
  /** Every word must occur in name, command, role or pid; ancestors of a match stay, for context. */
  readonly filter?: string;
  /** Ids of the processes whose children are hidden. */
  readonly folded?: ReadonlySet<string>;
  readonly ascii?: boolean;
}

export interface ProcessRow {
  readonly kind: 'process';
  /** Stable as long as the process lives: the key for folding and selection. */
  readonly id: string;
  readonly process: ProcessInfo;
  readonly depth: number;
  /** What stands before the name: `│ ├ `; empty for a root. */
  readonly branch: string;
  /** Direct children, shown or folded away. */
  readonly children: number;
  readonly folded: boolean;
  /** All processes that the fold hides. */
  readonly hidden: number;
  /** False for an ancestor that stays only because something below it matches the filter. */
  readonly matches: boolean;
  /** Of a zombie: the parent that does not wait for it. */
  readonly negligent: ProcessInfo | undefined;
}

export function processId({ pid, startTime }: ProcessKey): string {
  return `${pid}:${startTime}`;
}

export function processRows(processes: readonly ProcessInfo[], options: TreeOptions = {}): ProcessRow[] {
  const { view = 'tree', sort = 'pid', reverse = false, filter = '' } = options;
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const order = comparison(sort, reverse);
  const matches = matcher(filter);
  const negligent = ({ zombie, ppid }: ProcessInfo) => (zombie ? byPid.get(ppid) : undefined);

  if (view !== 'tree') {
    const flat = {
      kind: 'process' as const,
      depth: 0,
      branch: '',
      children: 0,
      folded: false,
      hidden: 0,
      matches: true,
    };
    return [...byPid.values()]
      .filter((process) => inView[view](process) && matches(process))
      .sort(order)
      .map((process) => ({ ...flat, id: processId(process), process, negligent: negligent(process) }));
  }

  const children = childLists(byPid, matches, order);
  const folded = options.folded ?? new Set();
  const glyphs = options.ascii === true ? asciiGlyphs : lineGlyphs;
  const rows: ProcessRow[] = [];
  const waiting: Place[] = [];
  const visit = (siblings: readonly ProcessInfo[], depth: number, indent: string): void => {
    siblings.forEach((process, index) => {
      waiting.push({ process, depth, indent, last: index === 0 }); // a stack: the last sibling goes in first
    });
  };

  // Without recursion: a chain of processes may be longer than the stack.
  visit(reversed(children.get(undefined)), 0, '');
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { process, depth, indent, last } = place;
    const id = processId(process);
    const below = children.get(process) ?? [];
    const hides = below.length > 0 && folded.has(id);
    rows.push({
      kind: 'process',
      id,
      process,
      depth,
      branch: depth === 0 ? '' : indent + (last ? glyphs.corner : glyphs.tee),
      children: below.length,
      folded: hides,
      hidden: hides ? countBelow(process, children) : 0,
      matches: matches(process),
      negligent: negligent(process),
    });
    if (!hides) visit(reversed(below), depth + 1, depth === 0 ? '' : indent + (last ? glyphs.gap : glyphs.line));
  }
  return rows;
}

const inView: Readonly<Record<Exclude<ProcessView, 'tree'>, (process: ProcessInfo) => boolean>> = {
  list: () => true,
  zombies: ({ zombie }) => zombie,
  orphans: ({ orphan }) => orphan,
};

const lineGlyphs = { line: '│ ', gap: '  ', tee: '├ ', corner: '└ ' };
const asciiGlyphs = { line: '| ', gap: '  ', tee: '|-', corner: '`-' };

interface Place {
  readonly process: ProcessInfo;
  readonly depth: number;
  readonly indent: string;
  readonly last: boolean;
}

/** Children by parent, in order; the roots stand under undefined. */
type ChildLists = ReadonlyMap<ProcessInfo | undefined, readonly ProcessInfo[]>;

function childLists(
  byPid: ReadonlyMap<number, ProcessInfo>,
  matches: (process: ProcessInfo) => boolean,
  order: Comparison,
): ChildLists {
  const parents = parentLinks(byPid);
  const kept = new Set<ProcessInfo>();
  for (const process of byPid.values()) {
    if (!matches(process)) continue;
    let next: ProcessInfo | undefined = process;
    for (; next !== undefined && !kept.has(next); next = parents.get(next)) kept.add(next);
  }
  const lists = new Map<ProcessInfo | undefined, ProcessInfo[]>();
  for (const process of kept) {
    const siblings = lists.get(parents.get(process));
    if (siblings === undefined) lists.set(parents.get(process), [process]);
    else siblings.push(process);
  }
  for (const siblings of lists.values()) siblings.sort(order);
  return lists;
}

/**
 * Who hangs below whom. A table is not read in one instant, so a reused pid can make two processes each other's parent:
 * such a ring is cut where it closes, and its first process becomes a root.
 */
function parentLinks(byPid: ReadonlyMap<number, ProcessInfo>): ReadonlyMap<ProcessInfo, ProcessInfo> {
  const links = new Map<ProcessInfo, ProcessInfo>();
  const settled = new Set<ProcessInfo>();
  for (const start of byPid.values()) {
    const path = new Set<ProcessInfo>();
    let process: ProcessInfo | undefined = start;
    while (process !== undefined && !settled.has(process)) {
      path.add(process);
      const parent: ProcessInfo | undefined = byPid.get(process.ppid);
      if (parent === undefined || path.has(parent)) break;
      links.set(process, parent);
      process = parent;
    }
    for (const seen of path) settled.add(seen);
  }
  return links;
}

function countBelow(process: ProcessInfo, children: ChildLists): number {
  let count = 0;
  const waiting = [...(children.get(process) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count += 1;
    for (const child of children.get(next) ?? []) waiting.push(child);
  }
  return count;
}

function reversed(processes: readonly ProcessInfo[] = []): readonly ProcessInfo[] {
  return processes.toReversed();
}
