import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processId, processRows, sortKeys } from '../../src/system/tree.ts';
import { anyTable, info } from './tables.ts';

const family = [
  info({ pid: 10, ppid: 1, name: 'forkful', role: 'forkful', cpuPercent: 1 }),
  info({ pid: 11, ppid: 10, name: 'node', role: 'fetch-1', cpuPercent: 5 }),
  info({ pid: 12, ppid: 10, name: 'node', role: 'scan', cpuPercent: 90 }),
  info({ pid: 13, ppid: 12, name: 'hash', cpuPercent: 40 }),
  info({ pid: 14, ppid: 11, name: 'sleep', state: 'Z', zombie: true }),
];

const shown = (rows: ReturnType<typeof processRows>) => rows.map(({ branch, process }) => `${branch}${process.pid}`);

describe('the tree', () => {
  test('shows who started whom', () => {
    expect(shown(processRows(family))).toEqual(['10', '├ 11', '│ └ 14', '└ 12', '  └ 13']);
  });

  test('in ASCII', () => {
    expect(shown(processRows(family, { ascii: true }))).toEqual(['10', '|-11', '| `-14', '`-12', '  `-13']);
  });

  test('sorts siblings by the key, never children away from their parent', () => {
    expect(shown(processRows(family, { sort: 'cpu' }))).toEqual(['10', '├ 12', '│ └ 13', '└ 11', '  └ 14']);
    expect(shown(processRows(family, { sort: 'pid', reverse: true }))[1]).toBe('├ 12');
  });

  test('hides what is below a fold, and says how much', () => {
    const [first, ...others] = processRows(family, { folded: new Set([processId(info({ pid: 10 }))]) });
    expect(first).toMatchObject({ folded: true, children: 2, hidden: 4 });
    expect(others).toEqual([]);
  });

  test('keeps the ancestors of what a filter finds, and marks them as no match', () => {
    const rows = processRows(family, { filter: 'HASH' });
    expect(rows.map(({ process, matches }) => [process.pid, matches])).toEqual([
      [10, false],
      [12, false],
      [13, true],
    ]);
    expect(processRows(family, { filter: 'node scan' }).at(-1)?.process.pid).toBe(12);
    expect(processRows(family, { filter: 'no such thing' })).toEqual([]);
  });

  test('names the parent that does not wait for a zombie', () => {
    expect(processRows(family, { view: 'zombies' })).toMatchObject([{ process: { pid: 14 }, negligent: { pid: 11 } }]);
    expect(processRows(family).find(({ process }) => process.pid === 14)?.negligent?.pid).toBe(11);
    expect(processRows(family).find(({ process }) => process.pid === 13)?.negligent).toBeUndefined();
  });

  test('lists orphans alone', () => {
    const table = [...family, info({ pid: 20, orphan: true })];
    expect(processRows(table, { view: 'orphans' }).map(({ process }) => process.pid)).toEqual([20]);
  });

  test('does not overflow the stack on a chain of 20,000', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => info({ pid: index + 1, ppid: index }));
    expect(processRows(chain)).toHaveLength(20_000);
  });
});

describe('whatever the table, rings included', () => {
  test('each process has one row, below its parent, whatever the order of the table', () => {
    fc.assert(
      fc.property(anyTable, fc.constantFrom(...sortKeys), fc.boolean(), fc.integer(), (table, sort, reverse, seed) => {
        const rows = processRows(table, { sort, reverse });
        expect(rows.map(({ process }) => process.pid).sort()).toEqual(table.map(({ pid }) => pid).sort());

        const path: number[] = [];
        for (const { process, depth } of rows) {
          path.length = depth;
          if (depth > 0) expect(path.at(-1)).toBe(process.ppid);
          else expect(table.some(({ pid }) => pid === process.ppid && !isInRing(table, process.pid))).toBe(false);
          path.push(process.pid);
        }
        if (table.some(({ pid }) => isInRing(table, pid))) return; // where a ring is cut depends on the order
        const shuffled = [...table].sort((a, b) => ((a.pid * 31 + seed) % 17) - ((b.pid * 31 + seed) % 17));
        expect(processRows(shuffled, { sort, reverse })).toEqual(rows);
      }),
    );
  });

  test('a fold hides exactly the rows below it', () => {
    fc.assert(
      fc.property(anyTable, fc.nat(), (table, pick) => {
        const rows = processRows(table);
        const at = rows.length === 0 ? -1 : pick % rows.length;
        const chosen = rows[at];
        if (chosen === undefined) return;
        const end = rows.findIndex(({ depth }, index) => index > at && depth <= chosen.depth);
        const below = end < 0 ? rows.slice(at + 1) : rows.slice(at + 1, end);
        const folded = processRows(table, { folded: new Set([chosen.id]) });
        expect(folded.map(({ id }) => id)).toEqual(rows.filter((row) => !below.includes(row)).map(({ id }) => id));
        expect(folded[at]?.hidden).toBe(below.length);
      }),
    );
  });

  test('a filter shows every match and only ancestors besides', () => {
    fc.assert(
      fc.property(anyTable, fc.integer({ min: 1, max: 60 }), (table, pid) => {
        const rows = processRows(table, { filter: `p${pid}` });
        const found = rows.filter(({ matches }) => matches).map(({ process }) => process.pid);
        expect(found.sort()).toEqual(
          table
            .filter(({ name }) => name.includes(`p${pid}`))
            .map((process) => process.pid)
            .sort(),
        );
        rows.forEach(({ matches, depth }, index) => {
          if (!matches) expect(rows[index + 1]?.depth).toBe(depth + 1);
        });
      }),
    );
  });
});

function isInRing(table: readonly { pid: number; ppid: number }[], start: number): boolean {
  const parents = new Map(table.map(({ pid, ppid }) => [pid, ppid]));
  const seen = new Set<number>();
  for (let pid: number | undefined = start; pid !== undefined; pid = parents.get(pid)) {
    if (seen.has(pid)) return true;
    seen.add(pid);
  }
  return false;
}
