import { type GroupEntry, gainOf } from './group-entry.ts';

export const groupOrders = ['gain', 'size', 'files', 'path'] as const;
export type GroupOrder = (typeof groupOrders)[number];

type Compare = (a: GroupEntry, b: GroupEntry) => number;

const byKey: Compare = (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

const comparators: Readonly<Record<GroupOrder, Compare>> = {
  gain: (a, b) => gainOf(b.group) - gainOf(a.group) || byKey(a, b),
  size: (a, b) => b.group.size - a.group.size || byKey(a, b),
  files: (a, b) => b.group.files.length - a.group.files.length || byKey(a, b),
  path: (a, b) => {
    const [left, right] = [a.group.files[0]?.path ?? '', b.group.files[0]?.path ?? ''];
    return left < right ? -1 : left > right ? 1 : byKey(a, b);
  },
};

/**
 * Few new ones among many sorted ones: sorts the few, finds the place of each by halving, and copies what lies between in
 * one piece. A hundred thousand that stay cost no comparison.
 */
export function mergeSorted(
  sorted: readonly GroupEntry[],
  arrived: GroupEntry[],
  order: GroupOrder,
): readonly GroupEntry[] {
  if (arrived.length === 0) return sorted;
  const compare = comparators[order];
  arrived.sort(compare);
  if (sorted.length === 0) return arrived;
  const merged: GroupEntry[] = [];
  let from = 0;
  const copyUntil = (end: number): void => {
    for (; from < end; from += 1) {
      const entry = sorted[from];
      if (entry !== undefined) merged.push(entry);
    }
  };
  for (const entry of arrived) {
    copyUntil(placeOf(entry, sorted, from, compare));
    merged.push(entry);
  }
  copyUntil(sorted.length);
  return merged;
}

/** The first from `from` on that does not stand before the entry. */
function placeOf(entry: GroupEntry, sorted: readonly GroupEntry[], from: number, compare: Compare): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
