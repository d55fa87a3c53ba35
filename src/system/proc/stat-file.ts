/**
 * The stat line of one process, look after look, at the least cost. Its file stays open: that halves the cost of a read,
 * and a descriptor stays with the process it was opened for, so a reused pid reads as ESRCH and never as a stranger.
 *
 * Most processes sleep most of the time. Of one that has a single thread the kernel counts, in schedstat, how often it
 * was given a core, and that file costs a third of stat. While the count stands still nothing that the process does can
 * have changed. Two things can change from outside: its parent dies, which the table tells it, and the kernel takes
 * pages away, for which every line is read anew now and then.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { type ProcessStat, parseProcessStat, statBufferSize } from '../process-stat.ts';

/** Descriptors that the table may hold open, so that transfers and scans never miss one. */
export interface DescriptorBudget {
  left: number;
}

const line = Buffer.allocUnsafeSlow(statBufferSize);

/** Every so many looks a sleeper's line is read all the same; pids spread that over the looks. */
const freshFor = 16;

/** Looks that a process which woke up is not trusted to sleep; doubled each time. */
const longestPatience = 32;

/** sched_info may be compiled out; then the file is missing, or holds zeros. */
const countsSchedules = readsSchedules();

export class StatFile {
  readonly #pid: string;
  readonly #budget: DescriptorBudget;
  #stat = -1;
  #schedule = -1;
  #last: ProcessStat | undefined;
  /** What schedstat said right before the line was read; undefined while the process is not known to sleep. */
  #asleepAt: string | undefined;
  #looksUntilTrust = 1;
  #patience = 1;
  #looks: number;

  constructor(pid: string, budget: DescriptorBudget) {
    this.#pid = pid;
    this.#budget = budget;
    this.#looks = Number(pid);
  }

  /** @returns undefined where the process has ended */
  read(): ProcessStat | undefined {
    this.#looks += 1;
    if (this.#last === undefined || this.#asleepAt === undefined) return this.readAnew();
    const schedule = this.#readSchedule();
    if (schedule !== this.#asleepAt) {
      this.#patience = Math.min(longestPatience, this.#patience * 2);
      this.#looksUntilTrust = this.#patience;
      this.#asleepAt = undefined;
      return this.readAnew();
    }
    this.#patience = 1;
    return this.#looks % freshFor === 0 ? this.readAnew() : this.#last;
  }

  readAnew(): ProcessStat | undefined {
    this.#looksUntilTrust -= 1;
    // Before the line: whatever the process does after this makes the next count differ.
    const trusted = this.#last?.threads === 1 && this.#last.state !== 'R' && this.#looksUntilTrust < 0;
    this.#asleepAt = trusted && countsSchedules ? this.#readSchedule() : undefined;
    this.#last = this.#readLine();
    return this.#last;
  }

  close(): void {
    for (const fd of [this.#stat, this.#schedule]) {
      if (fd < 0) continue;
      closeSync(fd);
      this.#budget.left += 1;
    }
    this.#stat = -1;
    this.#schedule = -1;
  }

  #readLine(): ProcessStat | undefined {
    if (this.#stat < 0) this.#stat = this.#keep('stat');
    if (this.#stat >= 0) return parseProcessStat(line, readInto(this.#stat));
    return readOnce(this.#pid, (fd) => parseProcessStat(line, readInto(fd)));
  }

  #readSchedule(): string | undefined {
    if (this.#schedule < 0) this.#schedule = this.#keep('schedstat');
    if (this.#schedule < 0) return undefined;
    const length = readInto(this.#schedule);
    return length === 0 ? undefined : line.toString('latin1', 0, length);
  }

  #keep(name: string): number {
    if (this.#budget.left <= 0) return -1;
    const fd = open(`/proc/${this.#pid}/${name}`);
    if (fd >= 0) this.#budget.left -= 1;
    return fd;
  }
}

/** Bytes read into the line; 0 where the process has ended (ESRCH). */
function readInto(fd: number): number {
  try {
    return readSync(fd, line, 0, statBufferSize, 0);
  } catch {
    return 0;
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch {
    return -1; // it ended, or there is no descriptor left
  }
}

function readOnce<T>(pid: string, read: (fd: number) => T): T | undefined {
  const fd = open(`/proc/${pid}/stat`);
  if (fd < 0) return undefined;
  try {
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

function readsSchedules(): boolean {
  const fd = open('/proc/self/schedstat');
  if (fd < 0) return false;
  const length = readInto(fd);
  closeSync(fd);
  return length > 0 && !line.toString('latin1', 0, length).startsWith('0 0 0');
}
