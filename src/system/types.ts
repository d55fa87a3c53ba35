/** A process is its pid and its start time: pids are reused. */
export interface ProcessKey {
  readonly pid: number;
  /** Clock ticks since boot (proc(5), stat field 22), as text; on other platforms the start date in ISO form. */
  readonly startTime: string;
}

/** proc(5) state letters: R running, S sleeping, D disk sleep, T stopped, t traced, Z zombie, X dead, I idle. */
export type ProcessState = 'R' | 'S' | 'D' | 'T' | 't' | 'Z' | 'X' | 'I' | '?';

export interface ProcessInfo extends ProcessKey {
  readonly ppid: number;
  readonly state: ProcessState;
  /** Safe to print. */
  readonly name: string;
  /** Command line, safe to print; the name in brackets where there is none. */
  readonly command: string;
  /** `forkful`, `fetch-1`, …: of our own tree; undefined for other processes. */
  readonly role: string | undefined;
  /** Share of one core since the last look; 0 at the first. */
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly threads: number;
  readonly uid: number | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly zombie: boolean;
  /** Its parent died and another adopted it: noticed by remembering parents, not by ppid 1. */
  readonly orphan: boolean;
}

/** A thread of a process, read on demand only: a program may have thousands. */
export interface ThreadInfo {
  readonly tid: number;
  /** Safe to print. */
  readonly name: string;
  readonly state: ProcessState;
  /** Share of one core since the last look; 0 at the first. */
  readonly cpuPercent: number;
  /** Milliseconds of CPU since the thread's start. */
  readonly cpuMs: number;
}

export interface MemoryInfo {
  /** Bytes. What can be used: the smaller of the machine's and the cgroup's. */
  readonly total: number;
  readonly available: number;
  readonly used: number;
  readonly swapTotal: number;
  readonly swapUsed: number;
  /** The cgroup's limit, where there is one below the machine's memory. */
  readonly cgroupLimit: number | undefined;
  readonly cgroupUsed: number | undefined;
  /** Share of time in which some task waited for memory, 10 s average, percent (PSI), where the kernel tells. */
  readonly pressure: number | undefined;
}

export interface CpuInfo {
  /** Percent of all cores, 0–100, since the last look. */
  readonly total: number;
  readonly cores: readonly number[];
  readonly load: readonly [number, number, number];
  readonly pressure: number | undefined;
}

/** One tick of the sampler. */
export interface SystemSample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly cpu: CpuInfo;
  readonly memory: MemoryInfo;
  readonly processes: readonly ProcessInfo[];
  readonly zombies: number;
  readonly orphans: number;
  /** Bytes a second read from and written to storage by our own tree (proc(5), io), where readable. */
  readonly diskRead: number | undefined;
  readonly diskWrite: number | undefined;
  /** Of the process whose threads are watched, while there is one. */
  readonly threads?: ThreadsSample;
}

export interface ThreadsSample {
  readonly of: ProcessKey;
  readonly list: readonly ThreadInfo[];
}
