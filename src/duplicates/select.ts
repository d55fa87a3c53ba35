import { unreachable } from '../base/errors.ts';
import type { KeepRule, ScannedFile } from './types.ts';

/**
 * The files of a group in the order in which they are worth keeping: the survivor first. References come before all
 * others; then each rule in turn breaks the ties of the one before it; at last the bytes of the path decide, so that the
 * order never depends on the order in which a scan met the files.
 */
export function orderByKeepRules(files: readonly ScannedFile[], rules: readonly KeepRule[]): readonly ScannedFile[] {
  return files.toSorted((a, b) => {
    if (a.reference !== b.reference) return a.reference ? -1 : 1;
    for (const rule of rules) {
      const order = compareBy(rule, a, b);
      if (order !== 0) return order;
    }
    return compare(a.path, b.path);
  });
}

function compareBy(rule: KeepRule, a: ScannedFile, b: ScannedFile): number {
  switch (rule) {
    case 'oldest':
      return compare(a.mtimeNs, b.mtimeNs);
    case 'newest':
      return compare(b.mtimeNs, a.mtimeNs);
    case 'shortest-path':
      return a.path.length - b.path.length;
    case 'longest-path':
      return b.path.length - a.path.length;
    case 'first':
      return (a.root ?? 0) - (b.root ?? 0) || compare(a.path, b.path);
    default:
      return unreachable(rule);
  }
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
