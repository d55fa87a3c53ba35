/**
 * All processes from /proc: of each known one, how long it has run, and its stat line where that has changed; name,
 * command and owner only when somebody shows it. What has not changed is the same object as at the last look, so that
 * nobody has to look at it again. Measured with 2,000 sleeping processes: reading every line takes four times as long.
 */
import { performance } from 'node:perf_hooks';
import type { ProcessDescription, ProcessReading } from '../backend.ts';
import type { ProcessStat } from '../process-stat.ts';
import { describeProcess } from './description.ts';
import { readSmallFile } from './kept-file.ts';
import { type KernelConstants, readKernelConstants } from './kernel-constants.ts';
import { PidList } from './pid-list.ts';
import { type DescriptorBudget, StatFile } from './stat-file.ts';

/** What is remembered of a process from look to look. */
interface Known {
  readonly file: StatFile;
  stat: ProcessStat;
  /** At the start of the window that shares cover. */
  cpuTicks: number;
  cpuPercent: number;
  /** What was handed out last, and the line it was made of. */
  reading: ProcessReading;
  madeOf: ProcessStat;
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
  readonly #known = new Map<number, Known>();
  readonly #pids = new PidList();
  /** Milliseconds since the epoch; taken once, so that two processes always compare by their clock ticks. */
  readonly #bootedAt = Date.now() - Number.parseFloat(readSmallFile('/proc/uptime') ?? '0') * 1000;
  readonly #budget: DescriptorBudget = { left: descriptorBudget(readSmallFile('/proc/self/limits') ?? '') };
  #looks = 0;
  #windowStart = performance.now();

  /** Every process there is, in order of pid; `cpuPercent` covers the time since the last call. */
  read(): ProcessReading[] {
    const now = performance.now();
    const elapsedMs = now - this.#windowStart;
    const windowTicks = elapsedMs < shortestWindowMs ? undefined : (elapsedMs / 1000) * this.#constants.ticksPerSecond;
    if (windowTicks !== undefined) this.#windowStart = now;
    this.#looks += 1;

    const departed = new Set<number>();
    const present = this.#lookAtAll(departed);
    if (departed.size > 0) askTheBereft(present, departed);
    return present.map((known) => this.#handOut(known, windowTicks));
  }

  /** Name, command and owner, asked of the system once, and again when an exec has changed the name. */
  describe(reading: ProcessReading): ProcessDescription {
    const known = this.#known.get(reading.pid);
    if (known?.reading.startTime !== reading.startTime) return { name: '?', command: '[?]', uid: undefined };
    const { description, provisional } = known;
    if (description !== undefined && (!provisional || reading.state === 'Z')) return description;
    const settling = Date.now() - reading.startedAt < settlingMs;
    if (description !== undefined && settling) return description;
    known.description = describeProcess(known.stat.pid, known.stat.comm);
    known.provisional = settling;
    return known.description;
  }

  close(): void {
    for (const { file } of this.#known.values()) file.close();
    this.#known.clear();
    this.#pids.close();
  }

  /** @param departed collects the pids whose children have another parent from now on */
  #lookAtAll(departed: Set<number>): Known[] {
    const present: Known[] = [];
    for (const pid of this.#pids.read()) {
      const known = this.#lookAgain(this.#known.get(pid), departed) ?? this.#meet(pid);
      if (known === undefined) continue;
      known.seenAt = this.#looks;
      present.push(known);
    }
    if (present.length === this.#known.size) return present;
    for (const [pid, { file, seenAt }] of this.#known) {
      if (seenAt === this.#looks) continue;
      file.close();
      this.#known.delete(pid);
      departed.add(pid);
    }
    return present;
  }

  /** @returns undefined where it has ended; its pid may have a new holder by now */
  #lookAgain(known: Known | undefined, departed: Set<number>): Known | undefined {
    if (known === undefined) return undefined;
    const stat = known.file.read();
    if (stat === known.stat) return known;
    if (stat === undefined || stat.startTicks !== known.stat.startTicks) {
      known.file.close();
      this.#known.delete(known.stat.pid);
      departed.add(known.stat.pid);
      return undefined;
    }
    // A process hands its children over when it becomes a zombie, not when it is reaped.
    if (stat.state === 'Z' && known.stat.state !== 'Z') departed.add(stat.pid);
    if (stat.comm !== known.stat.comm && stat.state !== 'Z') known.description = undefined;
    known.stat = stat;
    return known;
  }

  #meet(pid: number): Known | undefined {
    const file = new StatFile(pid, this.#budget);
    const stat = file.read();
    if (stat === undefined) {
      file.close();
      return undefined;
    }
    const known: Known = {
      file,
      stat,
      cpuTicks: stat.cpuTicks,
      cpuPercent: 0,
      reading: this.#reading(stat, 0),
      madeOf: stat,
      seenAt: this.#looks,
      description: undefined,
      provisional: false,
    };
    this.#known.set(pid, known);
    return known;
  }

  /** @param windowTicks clock ticks since shares were last told; undefined where it is too soon for new ones */
  #handOut(known: Known, windowTicks: number | undefined): ProcessReading {
    const { stat } = known;
    if (windowTicks !== undefined) {
      known.cpuPercent = Math.max(0, ((stat.cpuTicks - known.cpuTicks) / windowTicks) * 100);
      known.cpuTicks = stat.cpuTicks;
    }
    if (known.madeOf === stat && known.reading.cpuPercent === known.cpuPercent) return known.reading;
    known.madeOf = stat;
    known.reading = this.#reading(stat, known.cpuPercent);
    return known.reading;
  }

  #reading(stat: ProcessStat, cpuPercent: number): ProcessReading {
    return {
      pid: stat.pid,
      startTime: String(stat.startTicks),
      ppid: stat.ppid,
      group: stat.group,
      session: stat.session,
      state: stat.state,
      cpuPercent,
      rssBytes: Math.max(0, stat.rssPages) * this.#constants.pageSize,
      threads: stat.threads,
      startedAt: this.#bootedAt + (stat.startTicks / this.#constants.ticksPerSecond) * 1000,
      kernelThread: stat.kernelThread,
    };
  }
}

/** A sleeper does not wake up when its parent dies: the line it had still names the dead one. */
function askTheBereft(present: readonly Known[], departed: ReadonlySet<number>): void {
  for (const known of present) {
    if (departed.has(known.stat.ppid)) known.stat = known.file.readAnew() ?? known.stat;
  }
}

/** At most a quarter of what the process may open. */
function descriptorBudget(limits: string): number {
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024);
  return Math.min(8192, Math.floor(soft / 4));
}
