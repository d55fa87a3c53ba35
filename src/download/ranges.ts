/** Which bytes of a file are here: sorted, apart, never empty pieces of [start, end). */
export type Ranges = readonly (readonly [start: number, end: number])[];

export function addRange(ranges: Ranges, start: number, end: number): Ranges {
  if (end <= start) return ranges;
  const before = ranges.filter(([, e]) => e < start);
  const after = ranges.filter(([s]) => s > end);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const from = Math.min(start, touching[0]?.[0] ?? start);
  const to = Math.max(end, touching.at(-1)?.[1] ?? end);
  return [...before, [from, to], ...after];
}

/** What is missing of [0, total). */
export function gaps(ranges: Ranges, total: number): Ranges {
  const missing: [number, number][] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start > at) missing.push([at, Math.min(start, total)]);
    at = Math.max(at, end);
  }
  if (at < total) missing.push([at, total]);
  return missing;
}

export function covered(ranges: Ranges): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}
