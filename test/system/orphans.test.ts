import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OrphanTracker } from '../../src/system/orphans.ts';
import { ago, reading } from './tables.ts';

const init = reading({ pid: 1, ppid: 0, startedAt: ago(9_000_000) });
const subreaper = reading({ pid: 50, startedAt: ago(8_000_000) });
const orphansOf = (...tables: (readonly ReturnType<typeof reading>[])[]) => {
  const tracker = new OrphanTracker();
  return tables.map((table) => [...tracker.observe(table)]).at(-1);
};

describe('a change of parent', () => {
  const parent = reading({ pid: 100, ppid: 50, startedAt: ago(5000) });
  const child = reading({ pid: 101, ppid: 100, group: 100, session: 100, startedAt: ago(4000) });

  test.each([
    ['init', 1],
    ['a subreaper', 50],
  ])('to %s makes an orphan, for good', (_, ppid) => {
    const before = [init, subreaper, parent, child];
    const after = [init, subreaper, { ...child, ppid }];
    expect(orphansOf(before)).toEqual([]);
    expect(orphansOf(before, after)).toEqual([101]);
    expect(orphansOf(before, after, after)).toEqual([101]);
  });

  test('is noticed also when the adopter has the pid of the dead parent', () => {
    const successor = { ...parent, startTime: 'later', startedAt: ago(10) };
    expect(orphansOf([init, subreaper, parent, child], [init, subreaper, successor, child])).toEqual([101]);
  });

  test('does not stick to the next holder of the pid', () => {
    const stranger = reading({ pid: 101, ppid: 50, startTime: 'later', startedAt: ago(5) });
    const before = [init, subreaper, parent, child];
    expect(orphansOf(before, [init, subreaper, { ...child, ppid: 1 }], [init, subreaper, stranger])).toEqual([]);
  });
});

describe('at the first look', () => {
  test('a child of init is no orphan for that: a parent of 1 is not the test', () => {
    expect(orphansOf([init, reading({ pid: 9, group: 9, session: 9 })])).toEqual([]);
    expect(orphansOf([init, reading({ pid: 9, group: 9, session: 1 })])).toEqual([]);
  });

  test('a process of another session than its parent, which it does not lead, was adopted', () => {
    expect(orphansOf([init, subreaper, reading({ pid: 9, ppid: 50, group: 7, session: 7 })])).toEqual([9]);
  });

  test('a parent that is younger than its child adopted it', () => {
    const child = reading({ pid: 60, ppid: 50, group: 50, session: 50, startedAt: ago(8_100_000) });
    expect(orphansOf([init, subreaper, child])).toEqual([60]);
    expect(orphansOf([init, subreaper, { ...child, startedAt: ago(8_000_010) }])).toEqual([]); // clock ticks round
  });

  test('a child of init in the group of a process that is gone was adopted', () => {
    expect(orphansOf([init, reading({ pid: 9, group: 8, session: 1 })])).toEqual([9]);
  });

  test('a pipeline of a shell that is init is its own', () => {
    const first = reading({ pid: 8, group: 8, session: 1 });
    expect(orphansOf([init, first, reading({ pid: 9, group: 8, session: 1 })])).toEqual([]);
  });

  test('threads of the kernel are nobody’s orphans', () => {
    const kthreadd = reading({ pid: 2, ppid: 0, group: 0, session: 0, kernelThread: true });
    expect(
      orphansOf([kthreadd, reading({ pid: 3, ppid: 2, kernelThread: true, session: 9, startedAt: ago(10 ** 9) })]),
    ).toEqual([]);
  });
});

/** A small operating system: processes fork, exit and are adopted, pids are reused; it knows who is an orphan. */
class Model {
  readonly #running = new Map<number, { ppid: number; startTime: string; orphan: boolean }>([
    [1, { ppid: 0, startTime: '0', orphan: false }],
  ]);
  #clock = 1;

  fork(pick: number): void {
    const parent = this.#pick(pick);
    for (let pid = 2; pid < 12; pid++) {
      if (this.#running.has(pid)) continue;
      this.#running.set(pid, { ppid: parent, startTime: String(this.#clock++), orphan: false });
      return;
    }
  }

  exit(pick: number): void {
    const pid = this.#pick(pick);
    if (pid === 1) return;
    this.#running.delete(pid);
    for (const [child, process] of this.#running) {
      if (process.ppid === pid) this.#running.set(child, { ...process, ppid: 1, orphan: true });
    }
  }

  #pick(pick: number): number {
    const pids = [...this.#running.keys()];
    return pids[pick % pids.length] ?? 1;
  }

  /** All in one session, in which a first look tells nothing: only memory does. */
  table() {
    return [...this.#running].map(([pid, { ppid, startTime }]) =>
      reading({ pid, ppid, startTime, group: 1, session: 1, startedAt: ago(10 ** 6 - Number(startTime)) }),
    );
  }

  get orphans(): number[] {
    return [...this.#running].filter(([, { orphan }]) => orphan).map(([pid]) => pid);
  }
}

test('whatever forks and exits, orphans are those whose parent died, when every step is seen', () => {
  const step = fc.record({ kind: fc.constantFrom('fork', 'fork', 'exit'), pick: fc.nat(100) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [model, tracker] = [new Model(), new OrphanTracker()];
      tracker.observe(model.table());
      for (const { kind, pick } of steps) {
        if (kind === 'fork') model.fork(pick);
        else model.exit(pick);
        expect([...tracker.observe(model.table())].sort()).toEqual(model.orphans.sort());
      }
    }),
  );
});
