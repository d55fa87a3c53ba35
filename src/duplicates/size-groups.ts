import { at } from './columns.ts';
import type { FileTable } from './file-table.ts';

/** Files that may be equal as far as is known: their numbers, at least two. */
export type Candidates = Uint32Array;

/** Files of equal size, largest size first, each inode once; `links` maps an inode's first file to its further names. */
export interface SizeGroups {
  readonly groups: readonly Candidates[];
  readonly links: Map<number, number[]>;
}

export function groupBySize(table: FileTable): SizeGroups {
  const links = new Map<number, number[]>();
  const files = withoutFurtherNames(table, links);
  const sizes = new Float64Array(files.length);
  for (let place = 0; place < files.length; place += 1) sizes[place] = table.size(at(files, place));
  const order = sortedOrder(sizes);

  const groups: Candidates[] = [];
  for (let end = order.length; end > 0; ) {
    const size = at(sizes, at(order, end - 1));
    let start = end - 1;
    while (start > 0 && at(sizes, at(order, start - 1)) === size) start -= 1;
    if (end - start > 1) {
      const group = order.slice(start, end);
      for (let place = 0; place < group.length; place += 1) group[place] = at(files, at(group, place));
      groups.push(group);
    }
    end = start;
  }
  return { groups, links };
}

/** Files of several names are known by dev + ino; only the first name met takes part. */
function withoutFurtherNames(table: FileTable, links: Map<number, number[]>): Uint32Array {
  const files = new Uint32Array(table.count);
  const firsts = new Map<string, number>();
  let count = 0;
  for (let file = 0; file < table.count; file += 1) {
    if (table.linked(file)) {
      const identity = `${table.dev(file)}:${table.ino(file)}`;
      const first = firsts.get(identity);
      if (first !== undefined) {
        const known = links.get(first);
        if (known === undefined) links.set(first, [file]);
        else known.push(file);
        continue;
      }
      firsts.set(identity, file);
    }
    files[count] = file;
    count += 1;
  }
  return files.subarray(0, count);
}

const digitBits = 16;
const digitCount = 1 << digitBits;

/** Places in ascending order of their keys (whole numbers), stable: a radix sort, as a comparator costs ten times more. */
export function sortedOrder(keys: Float64Array): Uint32Array {
  let largest = 0;
  for (const key of keys) largest = Math.max(largest, key);
  let order = new Uint32Array(keys.length);
  for (let place = 0; place < order.length; place += 1) order[place] = place;
  let sorted = new Uint32Array(keys.length);
  const digits = new Uint16Array(keys.length);
  for (let divisor = 1; divisor <= largest; divisor *= digitCount) {
    for (let place = 0; place < keys.length; place += 1) digits[place] = at(keys, place) / divisor;
    sortByDigit(order, sorted, digits);
    [order, sorted] = [sorted, order];
  }
  return order;
}

function sortByDigit(order: Uint32Array, sorted: Uint32Array, digits: Uint16Array): void {
  const ends = new Uint32Array(digitCount);
  for (const digit of digits) ends[digit] = at(ends, digit) + 1;
  for (let digit = 1; digit < digitCount; digit += 1) ends[digit] = at(ends, digit) + at(ends, digit - 1);
  for (let index = order.length - 1; index >= 0; index -= 1) {
    const place = at(order, index);
    const digit = at(digits, place);
    const end = at(ends, digit) - 1;
    ends[digit] = end;
    sorted[end] = place;
  }
}
