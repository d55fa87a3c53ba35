/**
 * All processes from /proc: one small read a known process a look, a second for one that falls asleep or wakes up, and
 * the name asked for only when somebody shows it. Measured with 2,000 sleeping processes: descriptors that stay open
 * halve the time against opening each file, and asking sleepers only whether they still sleep halves it again.
 */
import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { ProcessDescription, ProcessReading } from '../backend.ts';
import type { ProcessStat } from '../process-stat.ts';
import { describeProcess } from './description.ts';
import { type KeptFile, keepFile, readSmallFile } from './kept-file.ts';
import { type KernelConstants, readKernelConstants } from './kernel-constants.ts';
import { type DescriptorBudget, StatFile } from './stat-file.ts';

/** What is remembered of a process from look to look. */
interface Known {
  readonly file: StatFile;
  readonly startTime: string;
  stat: ProcessStat;
  /** At the start of the window that shares cover. */
  cpuTicks: number;
  cpuPercent: number;
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
  readonly #uptime: KeptFile = keepFile('/proc/uptime');
  readonly #budget: DescriptorBudget = { left: descriptorBudget(readSmallFile('/proc/self/limits') ?? '') };
  #looks = 0;
  #windowStart = performance.now();

  /** Every process there is; `cpuPercent` covers the time since the last call. */
  read(): ProcessReading[] {
    const now = performance.now();
    const elapsedMs = now - this.#windowStart;
    const windowTicks = elapsedMs < shortestWindowMs ? undefined : (elapsedMs / 1000) * this.#constants.ticksPerSecond;
    if (windowTicks !== undefined) this.#windowStart = now;
    const bootAgeMs = Number.parseFloat(this.#uptime.read() ?? '0') * 1000;
    this.#looks += 1;

    const departed = new Set<number>();
    const present = this.#lookAtAll(departed);
    if (departed.size > 0) this.#askTheBereft(present, departed);
    return present.map((known) => {
      if (windowTicks !== undefined) {
        known.cpuPercent = Math.max(0, ((known.stat.cpuTicks - known.cpuTicks) / windowTicks) * 100);
        known.cpuTicks = known.stat.cpuTicks;
      }
      return this.#reading(known, bootAgeMs);
    });
  }

  /** Name, command and owner, asked of the system once, and again when an exec has changed the name. */
  describe(reading: ProcessReading): ProcessDescription {
    const known = this.#known.get(String(reading.pid));
    if (known?.startTime !== reading.startTime) return { name: '?', command: '[?]', uid: undefined };
    const settled = !known.provisional || reading.ageMs < settlingMs;
    if (known.description !== undefined && (settled || reading.state === 'Z')) return known.description;
    known.description = describeProcess(known.stat.pid, known.stat.comm);
    known.provisional = reading.ageMs < settlingMs;
    return known.description;
  }

  close(): void {
    for (const { file } of this.#known.values()) file.close();
    this.#known.clear();
    this.#uptime.close();
  }

  /** @param departed collects the pids whose children have another parent from now on */
  #lookAtAll(departed: Set<number>): Known[] {
    const present: Known[] = [];
    for (const name of readdirSync('/proc')) {
      if (!isPid(name)) continue;
      const before = this.#known.get(name);
      const known = this.#lookAgain(before, departed) ?? this.#meet(name);
      if (known === undefined) continue;
      known.seenAt = this.#looks;
      present.push(known);
    }
    for (const [name, { file, stat, seenAt }] of this.#known) {
      if (seenAt === this.#looks) continue;
      file.close();
      this.#known.delete(name);
      departed.add(stat.pid);
    }
    return present;
  }

  /** @returns undefined where it has ended; its pid may have a new holder by now */
  #lookAgain(known: Known | undefined, departed: Set<number>): Known | undefined {
    if (known === undefined) return undefined;
    const stat = known.file.read();
    if (stat === undefined || String(stat.startTicks) !== known.startTime) {
      known.file.close();
      this.#known.delete(String(known.stat.pid));
      departed.add(known.stat.pid);
      return undefined;
    }
    // A process hands its children over when it becomes a zombie, not when it is reaped.
    if (stat.state === 'Z' && known.stat.state !== 'Z') departed.add(stat.pid);
    if (stat.comm !== known.stat.comm && stat.state !== 'Z') known.description = undefined;
    known.stat = stat;
    return known;
  }

  #meet(name: string): Known | undefined {
    const file = new StatFile(name, this.#budget);
    const stat = file.read();
    if (stat === undefined) {
      file.close();
      return undefined;
    }
    const known: Known = {
      file,
      stat,
      startTime: String(stat.startTicks),
      cpuTicks: stat.cpuTicks,
      cpuPercent: 0,
      seenAt: this.#looks,
      description: undefined,
      provisional: false,
    };
    this.#known.set(name, known);
    return known;
  }

  /** A sleeper does not wake up when its parent dies: the line it had still names the dead one. */
  #askTheBereft(present: readonly Known[], departed: ReadonlySet<number>): void {
    for (const known of present) {
      if (departed.has(known.stat.ppid)) known.stat = known.file.readAnew() ?? known.stat;
    }
  }

  #reading({ stat, startTime, cpuPercent }: Known, bootAgeMs: number): ProcessReading {
    return {
      pid: stat.pid,
      startTime,
      ppid: stat.ppid,
      group: stat.group,
      session: stat.session,
      state: stat.state,
      cpuPercent,
      rssBytes: Math.max(0, stat.rssPages) * this.#constants.pageSize,
      threads: stat.threads,
      ageMs: Math.max(0, bootAgeMs - (stat.startTicks / this.#constants.ticksPerSecond) * 1000),
      kernelThread: stat.kernelThread,
    };
  }
}

/** At most a quarter of what the process may open. */
function descriptorBudget(limits: string): number {
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024);
  return Math.min(8192, Math.floor(soft / 4));
}

function isPid(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 0x31 && first <= 0x39;
}
