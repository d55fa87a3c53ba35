import type { FileTable } from './file-table.ts';

/** Files that may be equal as far as is known: their numbers, at least two. */
export type Candidates = Uint32Array;

/** Files of equal size, largest size first, each inode once; `links` maps an inode's first file to its further names. */
export interface SizeGroups {
  readonly groups: readonly Candidates[];
  readonly links: ReadonlyMap<number, readonly number[]>;
}

export function groupBySize(table: FileTable): SizeGroups {
  const links = new Map<number, number[]>();
  const files = withoutFurtherNames(table, links);
  const sizes = new Float64Array(files.length);
  for (let index = 0; index < files.length; index += 1) sizes[index] = table.size(files[index] ?? 0);
  const order = sortedOrder(sizes);

  const groups: Candidates[] = [];
  for (let end = order.length; end > 0; ) {
    const size = sizes[order[end - 1] ?? 0];
    let start = end - 1;
    while (start > 0 && sizes[order[start - 1] ?? 0] === size) start -= 1;
    if (end - start > 1) groups.push(order.subarray(start, end).map((index) => files[index] ?? 0));
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

const digitBits = 11;
const digitCount = 1 << digitBits;

/** Indices in ascending order of their keys (whole numbers), stable: a radix sort, as a comparator costs ten times more. */
export function sortedOrder(keys: Float64Array): Uint32Array {
  let largest = 0;
  for (const key of keys) if (key > largest) largest = key;
  let order = new Uint32Array(keys.length).map((_, index) => index);
  let spare = new Uint32Array(keys.length);
  const starts = new Uint32Array(digitCount);
  for (let divisor = 1; divisor <= largest; divisor *= digitCount) {
    const digit = (index: number) => Math.floor((keys[index] ?? 0) / divisor) % digitCount;
    starts.fill(0);
    for (const index of order) starts[digit(index)] = (starts[digit(index)] ?? 0) + 1;
    let sum = 0;
    for (let value = 0; value < digitCount; value += 1) {
      const here = starts[value] ?? 0;
      starts[value] = sum;
      sum += here;
    }
    for (const index of order) {
      const value = digit(index);
      const at = starts[value] ?? 0;
      spare[at] = index;
      starts[value] = at + 1;
    }
    [order, spare] = [spare, order];
  }
  return order;
}
