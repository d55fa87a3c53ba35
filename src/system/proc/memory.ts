/**
 * Memory that can really be used: MemAvailable, the kernel's own estimate of what programs can have without swapping
 * (proc_meminfo(5)), and no more than the cgroup leaves. MemFree says nothing: the page cache counts as used there.
 */
import type { MemoryInfo } from '../types.ts';
import { type CgroupMemory, CgroupReader, findCgroups } from './cgroup.ts';
import { keepFile, readSmallFile } from './kept-file.ts';
import { parsePressure } from './pressure.ts';

export interface MachineMemory {
  /** Bytes. */
  readonly total: number;
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

export function parseMemoryInfo(text: string): MachineMemory {
  const bytes = (name: string): number | undefined => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  };
  return {
    total: bytes('MemTotal') ?? 0,
    available: bytes('MemAvailable') ?? (bytes('MemFree') ?? 0) + (bytes('Cached') ?? 0), // before Linux 3.14
    swapTotal: bytes('SwapTotal') ?? 0,
    swapFree: bytes('SwapFree') ?? 0,
  };
}

/** The smaller of what the machine has and what the cgroup allows. */
export function combineMemory(
  machine: MachineMemory,
  cgroup: CgroupMemory | undefined,
  pressure: number | undefined,
): MemoryInfo {
  const limited = cgroup !== undefined && cgroup.limit < machine.total ? cgroup : undefined;
  const total = limited?.limit ?? machine.total;
  const room = limited === undefined ? machine.available : Math.max(0, limited.limit - limited.used);
  const available = Math.min(machine.available, room, total);
  return {
    total,
    available,
    used: total - available,
    swapTotal: machine.swapTotal,
    swapUsed: machine.swapTotal - machine.swapFree,
    cgroupLimit: limited?.limit,
    cgroupUsed: limited?.used,
    pressure,
  };
}

export interface MemoryReader {
  read(): MemoryInfo;
  close(): void;
}

export function createMemoryReader(): MemoryReader {
  const meminfo = keepFile('/proc/meminfo');
  const pressure = keepFile('/proc/pressure/memory');
  const cgroup = new CgroupReader(
    findCgroups(readSmallFile('/proc/self/cgroup') ?? '', readSmallFile('/proc/self/mountinfo') ?? ''),
  );
  return {
    read: () =>
      combineMemory(parseMemoryInfo(meminfo.read() ?? ''), cgroup.read(), parsePressure(pressure.read() ?? '')),
    close() {
      meminfo.close();
      pressure.close();
      cgroup.close();
    },
  };
}
