import type { DownloadRow } from './downloads.ts';

/** `queue`: by what goes on, as the table has them; only there a row has a place that it can be moved from. */
export const downloadOrders = ['queue', 'name', 'size', 'rate', 'state'] as const;
export type DownloadOrder = (typeof downloadOrders)[number];

type Compare = (a: DownloadRow, b: DownloadRow) => number;

const byName: Compare = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id);
const sizeOf = (row: DownloadRow): number => row.total ?? row.received;

const comparators: Readonly<Record<Exclude<DownloadOrder, 'queue'>, Compare>> = {
  name: byName,
  size: (a, b) => sizeOf(b) - sizeOf(a) || byName(a, b),
  rate: (a, b) => b.rate - a.rate || byName(a, b),
  state: (a, b) => (a.state < b.state ? -1 : a.state > b.state ? 1 : byName(a, b)),
};

export function sortDownloads(rows: readonly DownloadRow[], order: DownloadOrder): readonly DownloadRow[] {
  return order === 'queue' ? rows : [...rows].sort(comparators[order]);
}
