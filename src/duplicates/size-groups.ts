import { digitAt, doubleAt, wordAt } from './columns.ts';
import type { FileTable } from './file-table.ts';

/** Files that may be equal as far as is known: their numbers, at least two. */
export type Candidates = Uint32Array;

/** Files of equal size, the largest size first. */
export function groupBySize(table: FileTable, files: Uint32Array): readonly Candidates[] {
  const sizes = table.sizes(files);
  const order = sortedOrder(sizes);

  const groups: Candidates[] = [];
  for (let end = order.length; end > 0; ) {
    const size = doubleAt(sizes, wordAt(order, end - 1));
    let start = end - 1;
    while (start > 0 && doubleAt(sizes, wordAt(order, start - 1)) === size) start -= 1;
    if (end - start > 1) groups.push(order.subarray(start, end));
    end = start;
  }
  // The groups are parts of one array: from places they become files all at once.
  for (let index = 0; index < order.length; index += 1) order[index] = wordAt(files, wordAt(order, index));
  return groups;
}

/** Maps the first file of an inode to its further names. */
export type FurtherNames = Map<number, number[]>;

/** Every file, each inode once: files of several names are known by dev + ino, and only the first name met takes part. */
export function eachInodeOnce(table: FileTable): { readonly files: Uint32Array; readonly links: FurtherNames } {
  const links: FurtherNames = new Map();
  const further = new Set<number>();
  const firsts = new Map<string, number>();
  for (const file of table.linkedFiles) {
    const identity = `${table.dev(file)}:${table.ino(file)}`;
    const first = firsts.get(identity);
    if (first === undefined) {
      firsts.set(identity, file);
      continue;
    }
    further.add(file);
    const known = links.get(first);
    if (known === undefined) links.set(first, [file]);
    else known.push(file);
  }
  const files = new Uint32Array(table.count - further.size);
  let count = 0;
  for (let file = 0; file < table.count; file += 1) if (further.size === 0 || !further.has(file)) files[count++] = file;
  return { files, links };
}

/** Values of a digit: each pass over the keys is a pass over these, too, and few keys are not worth many. */
function digitCountFor(keys: number): number {
  return keys < 2 ** 14 ? 2 ** 11 : 2 ** 16;
}

/** Places in ascending order of their keys (whole numbers), stable: a radix sort, as a comparator costs ten times more. */
export function sortedOrder(keys: Float64Array): Uint32Array {
  let largest = 0;
  for (let place = 0; place < keys.length; place += 1) largest = Math.max(largest, doubleAt(keys, place));
  let order = new Uint32Array(keys.length);
  for (let place = 0; place < order.length; place += 1) order[place] = place;
  let sorted = new Uint32Array(keys.length);
  const digits = new Uint16Array(keys.length);
  const digitCount = digitCountFor(keys.length);
  for (let divisor = 1; divisor <= largest; divisor *= digitCount) {
    for (let place = 0; place < keys.length; place += 1) {
      digits[place] = Math.floor(doubleAt(keys, place) / divisor) % digitCount;
    }
    sortByDigit(order, sorted, digits, digitCount);
    [order, sorted] = [sorted, order];
  }
  return order;
}

function sortByDigit(order: Uint32Array, sorted: Uint32Array, digits: Uint16Array, digitCount: number): void {
  const ends = new Uint32Array(digitCount);
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digitAt(digits, place);
    ends[digit] = wordAt(ends, digit) + 1;
  }
  for (let digit = 1; digit < digitCount; digit += 1) ends[digit] = wordAt(ends, digit) + wordAt(ends, digit - 1);
  for (let index = order.length - 1; index >= 0; index -= 1) {
    const place = wordAt(order, index);
    const digit = digitAt(digits, place);
    const end = wordAt(ends, digit) - 1;
    ends[digit] = end;
    sorted[end] = place;
  }
}
