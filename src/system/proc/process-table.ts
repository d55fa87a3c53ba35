/**
 * All processes from /proc, at one read a known process: its stat file stays open, its line is parsed in place, and its
 * name is asked for only when somebody shows it. Measured with 2,000 processes: 20 ms for open, read and close of each,
 * 10 ms with the descriptors kept, 12 ms in all.
 */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { ProcessDescription, ProcessReading } from '../backend.ts';
import { type ProcessStat, parseProcessStat, statBufferSize } from '../process-stat.ts';
import { describeProcess } from './description.ts';
import { type KeptFile, keepFile, readSmallFile } from './kept-file.ts';
import { type KernelConstants, readKernelConstants } from './kernel-constants.ts';

/** What is remembered of a process from look to look. */
interface Known {
  readonly pid: number;
  readonly startTicks: number;
  readonly startTime: string;
  /** Of its stat file; -1 where the budget of descriptors was spent. */
  readonly fd: number;
  cpuTicks: number;
  cpuPercent: number;
  comm: string;
  seenAt: number;
  description: ProcessDescription | undefined;
  /** It was described so soon after its start that it may have been between fork and exec. */
  provisional: boolean;
}

/** A process younger than this may still be about to exec; its description is asked for once more. */
const settlingMs = 1000;

/** Two looks closer together than this share one figure: a clock tick is 10 ms, and would count as a half or a whole core. */
const shortestWindowMs = 100;

export class ProcessTable {
  readonly #constants: KernelConstants = readKernelConstants();
  readonly #known = new Map<string, Known>();
  readonly #line = Buffer.allocUnsafeSlow(statBufferSize);
  readonly #uptime: KeptFile = keepFile('/proc/uptime');
  readonly #descriptorBudget = descriptorBudget(readSmallFile('/proc/self/limits') ?? '');
  #keptDescriptors = 0;
  #looks = 0;
  #windowStart = performance.now();

  /** Every process there is; `cpuPercent` covers the time since the last call. */
  read(): ProcessReading[] {
    const now = performance.now();
    const elapsedMs = now - this.#windowStart;
    const elapsedTicks = elapsedMs < shortestWindowMs ? undefined : (elapsedMs / 1000) * this.#constants.ticksPerSecond;
    const bootAgeMs = Number.parseFloat(this.#uptime.read() ?? '0') * 1000;
    if (elapsedTicks !== undefined) this.#windowStart = now;
    this.#looks += 1;

    const readings: ProcessReading[] = [];
    for (const name of readdirSync('/proc')) {
      if (!isPid(name)) continue;
      const before = this.#known.get(name);
      const stat = this.#look(name, before);
      if (stat === undefined) continue;
      const known = this.#remember(name, stat);
      if (known === before && elapsedTicks !== undefined) {
        known.cpuPercent = Math.max(0, ((stat.cpuTicks - known.cpuTicks) / elapsedTicks) * 100);
        known.cpuTicks = stat.cpuTicks;
      }
      readings.push(this.#reading(known, stat, bootAgeMs));
    }
    this.#forgetEnded();
    return readings;
  }

  /** Name, command and owner, asked of the system once, and again when an exec has changed the name. */
  describe(reading: ProcessReading): ProcessDescription {
    const known = this.#known.get(String(reading.pid));
    if (known?.startTime !== reading.startTime) return { name: '?', command: '[?]', uid: undefined };
    const settled = !known.provisional || reading.ageMs < settlingMs;
    if (known.description !== undefined && (settled || reading.state === 'Z')) return known.description;
    known.description = describeProcess(known.pid, known.comm);
    known.provisional = reading.ageMs < settlingMs;
    return known.description;
  }

  close(): void {
    for (const known of this.#known.values()) this.#closeDescriptor(known.fd);
    this.#known.clear();
    this.#uptime.close();
  }

  #look(name: string, known: Known | undefined): ProcessStat | undefined {
    // A kept descriptor of an ended process fails with ESRCH; its pid may have a new holder, which is then looked at.
    return (known !== undefined && known.fd >= 0 ? this.#readStat(known.fd) : undefined) ?? this.#readStatOf(name);
  }

  #readStat(fd: number): ProcessStat | undefined {
    try {
      return parseProcessStat(this.#line, readSync(fd, this.#line, 0, statBufferSize, 0));
    } catch {
      return undefined;
    }
  }

  #readStatOf(name: string): ProcessStat | undefined {
    const fd = openStat(name);
    if (fd < 0) return undefined;
    try {
      return this.#readStat(fd);
    } finally {
      closeSync(fd);
    }
  }

  #remember(name: string, stat: ProcessStat): Known {
    let known = this.#known.get(name);
    if (known === undefined || known.startTicks !== stat.startTicks) {
      if (known !== undefined) this.#closeDescriptor(known.fd);
      known = {
        pid: stat.pid,
        startTicks: stat.startTicks,
        startTime: String(stat.startTicks),
        fd: this.#keptDescriptors < this.#descriptorBudget ? openStat(name) : -1,
        cpuTicks: stat.cpuTicks,
        cpuPercent: 0,
        comm: stat.comm,
        seenAt: this.#looks,
        description: undefined,
        provisional: false,
      };
      if (known.fd >= 0) this.#keptDescriptors += 1;
      this.#known.set(name, known);
    }
    if (known.comm !== stat.comm) {
      known.comm = stat.comm;
      if (stat.state !== 'Z') known.description = undefined;
    }
    known.seenAt = this.#looks;
    return known;
  }

  #reading(known: Known, stat: ProcessStat, bootAgeMs: number): ProcessReading {
    return {
      pid: known.pid,
      startTime: known.startTime,
      ppid: stat.ppid,
      group: stat.group,
      session: stat.session,
      state: stat.state,
      cpuPercent: known.cpuPercent,
      rssBytes: Math.max(0, stat.rssPages) * this.#constants.pageSize,
      threads: stat.threads,
      ageMs: Math.max(0, bootAgeMs - (known.startTicks / this.#constants.ticksPerSecond) * 1000),
      kernelThread: stat.kernelThread,
    };
  }

  #forgetEnded(): void {
    for (const [name, known] of this.#known) {
      if (known.seenAt === this.#looks) continue;
      this.#closeDescriptor(known.fd);
      this.#known.delete(name);
    }
  }

  #closeDescriptor(fd: number): void {
    if (fd < 0) return;
    closeSync(fd);
    this.#keptDescriptors -= 1;
  }
}

/** At most a quarter of what the process may open, so that transfers and scans never miss one. */
function descriptorBudget(limits: string): number {
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024);
  return Math.min(4096, Math.floor(soft / 4));
}

function openStat(name: string): number {
  try {
    return openSync(`/proc/${name}/stat`, 'r');
  } catch {
    return -1; // it ended, or there is no descriptor left
  }
}

function isPid(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 0x31 && first <= 0x39;
}
