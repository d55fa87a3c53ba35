/** How processes are sorted and which of them a filter keeps. */
import type { ProcessInfo } from './types.ts';

export const sortKeys = ['pid', 'cpu', 'memory', 'age', 'name', 'threads'] as const;
export type SortKey = (typeof sortKeys)[number];

export type Comparison = (a: ProcessInfo, b: ProcessInfo) => number;

/** The natural order of each key: busiest, biggest and oldest first, names and pids ascending. */
const orders: Readonly<Record<SortKey, Comparison>> = {
  pid: (a, b) => a.pid - b.pid,
  cpu: (a, b) => b.cpuPercent - a.cpuPercent,
  memory: (a, b) => b.rssBytes - a.rssBytes,
  age: (a, b) => a.startedAt - b.startedAt,
  name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  threads: (a, b) => b.threads - a.threads,
};

/** Ties are broken by pid, so that rows do not jump from tick to tick. */
export function comparison(key: SortKey, reverse: boolean): Comparison {
  const order = orders[key];
  const sign = reverse ? -1 : 1;
  return (a, b) => sign * order(a, b) || a.pid - b.pid;
}

/** Every word, in any place, whatever the case. */
export function matcher(filter: string): (process: ProcessInfo) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return ({ pid, name, command, role = '' }) => {
    const text = `${pid} ${name} ${command} ${role}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}
