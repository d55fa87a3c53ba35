/** What the sampler asks of a platform. Two answers: proc/ on Linux, fallback/ where there is no /proc. */
import type { CpuInfo, MemoryInfo, ProcessKey, ProcessState, ThreadInfo } from './types.ts';

/** At once where the system answers at once, as /proc does. */
export type Awaitable<T> = T | Promise<T>;

/** A process as one cheap look tells it, before anybody asked for its name. */
export interface ProcessReading extends ProcessKey {
  readonly ppid: number;
  /** Process group and session; 0 where unknown. */
  readonly group: number;
  readonly session: number;
  readonly state: ProcessState;
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly threads: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly kernelThread: boolean;
}

/** What does not change from look to look, and is asked only of processes that are shown. Safe to print. */
export interface ProcessDescription {
  readonly name: string;
  readonly command: string;
  readonly uid: number | undefined;
}

/** Bytes that a process has read from and written to storage since it started. */
export interface StorageIo {
  readonly read: number;
  readonly written: number;
}

export interface SystemBackend {
  readonly kind: 'proc' | 'systeminformation';
  processes(): Awaitable<readonly ProcessReading[]>;
  /** Of a process of the last look. */
  describe(process: ProcessReading): ProcessDescription;
  cpu(): Awaitable<CpuInfo>;
  memory(): Awaitable<MemoryInfo>;
  /** undefined where the process is gone, not ours, or the system does not count. */
  storageIo(pid: number): StorageIo | undefined;
  threads(process: ProcessKey): Awaitable<readonly ThreadInfo[]>;
  /** The environment a process was started with, for our own user's processes; undefined where it cannot be read. */
  environment(pid: number): ReadonlyMap<string, string> | undefined;
  close(): void;
}
