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

/** Few new ones among many sorted ones: sorts the few, then one pass. */
export function mergeSorted(sorted: readonly GroupEntry[], arrived: GroupEntry[], order: GroupOrder): GroupEntry[] {
  const compare = comparators[order];
  arrived.sort(compare);
  const merged: GroupEntry[] = [];
  let next = 0;
  for (const entry of sorted) {
    for (let other = arrived[next]; other !== undefined && compare(other, entry) < 0; other = arrived[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(entry);
  }
  for (; next < arrived.length; next += 1) {
    const entry = arrived[next];
    if (entry !== undefined) merged.push(entry);
  }
  return merged;
}
