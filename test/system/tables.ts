import fc from 'fast-check';
import type { ProcessReading } from '../../src/system/backend.ts';
import type { ProcessInfo } from '../../src/system/types.ts';

const now = Date.now();

export function ago(ms: number): number {
  return now - ms;
}

export function reading(changes: Partial<ProcessReading> & { pid: number }): ProcessReading {
  const { pid } = changes;
  return {
    startTime: String(pid),
    ppid: 1,
    group: pid,
    session: pid,
    state: 'S',
    cpuPercent: 0,
    rssBytes: 0,
    threads: 1,
    startedAt: ago(1000),
    kernelThread: false,
    ...changes,
  };
}

export function info(changes: Partial<ProcessInfo> & { pid: number }): ProcessInfo {
  return {
    startTime: String(changes.pid),
    ppid: 1,
    state: 'S',
    name: `p${changes.pid}`,
    command: `p${changes.pid} --flag`,
    role: undefined,
    cpuPercent: 0,
    rssBytes: 0,
    threads: 1,
    uid: 0,
    startedAt: ago(1000),
    zombie: false,
    orphan: false,
    ...changes,
  };
}

/** Any table at all: parents that are missing, that are the process itself, that form rings. */
export const anyTable: fc.Arbitrary<ProcessInfo[]> = fc
  .uniqueArray(
    fc.record({
      pid: fc.integer({ min: 1, max: 60 }),
      ppid: fc.integer({ min: 0, max: 60 }),
      cpuPercent: fc.integer({ min: 0, max: 3 }),
      zombie: fc.boolean(),
    }),
    { selector: ({ pid }) => pid, maxLength: 50 },
  )
  .map((table) => table.map(info));
