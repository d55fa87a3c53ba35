/**
 * The stat line of one process, look after look, at the least cost. Its file stays open: that halves the cost of a read,
 * and a descriptor stays with the process it was opened for, so a reused pid reads as ESRCH and never as a stranger.
 *
 * Most processes sleep most of the time. The kernel counts for each how long its threads have run, to the nanosecond, and
 * tells it without a file at a tenth of what the line costs. While that stands still nothing that the process does can
 * have changed. Two things can change from outside: its parent dies, which the table tells it, and the kernel takes
 * pages away, for which every line is read anew now and then.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { type ProcessStat, parseProcessStat, sameStat, statBufferSize } from '../process-stat.ts';
import { kernelCalls } from './kernel-calls.ts';

/** Descriptors that the table may hold open, so that transfers and scans never miss one. */
export interface DescriptorBudget {
  left: number;
}

const line = Buffer.allocUnsafeSlow(statBufferSize);

/** Every so many looks a sleeper's line is read all the same; pids spread that over the looks. */
const freshFor = 32;

const unknown = -1;

export class StatFile {
  readonly #pid: number;
  readonly #budget: DescriptorBudget;
  #fd = -1;
  #last: ProcessStat | undefined;
  /** How long it had run right before its line was read. */
  #ranUntil = unknown;
  #looks: number;

  constructor(pid: number, budget: DescriptorBudget) {
    this.#pid = pid;
    this.#budget = budget;
    this.#looks = pid;
  }

  /** @returns the very object of the last look while nothing has changed; undefined where the process has ended */
  read(): ProcessStat | undefined {
    this.#looks += 1;
    const ran = kernelCalls()?.processClock(this.#pid) ?? unknown;
    const slept = ran !== unknown && ran === this.#ranUntil;
    if (slept && this.#looks % freshFor !== 0) return this.#last;
    // Before the line: whatever the process does after this makes the next figure differ.
    this.#ranUntil = ran;
    return this.readAnew();
  }

  readAnew(): ProcessStat | undefined {
    const stat = this.#readLine();
    if (stat === undefined || this.#last === undefined || !sameStat(this.#last, stat)) this.#last = stat;
    return this.#last;
  }

  close(): void {
    if (this.#fd < 0) return;
    closeSync(this.#fd);
    this.#budget.left += 1;
    this.#fd = -1;
  }

  #readLine(): ProcessStat | undefined {
    if (this.#fd < 0 && this.#budget.left > 0) {
      this.#fd = open(this.#pid);
      if (this.#fd >= 0) this.#budget.left -= 1;
    }
    return this.#fd >= 0 ? readFrom(this.#fd) : readOnce(this.#pid);
  }
}

function readOnce(pid: number): ProcessStat | undefined {
  const fd = open(pid);
  if (fd < 0) return undefined;
  try {
    return readFrom(fd);
  } finally {
    closeSync(fd);
  }
}

/** undefined where the process has ended: ESRCH. */
function readFrom(fd: number): ProcessStat | undefined {
  try {
    return parseProcessStat(line, readSync(fd, line, 0, statBufferSize, 0));
  } catch {
    return undefined;
  }
}

function open(pid: number): number {
  try {
    return openSync(`/proc/${pid}/stat`, 'r');
  } catch {
    return -1; // it ended, or there is no descriptor left
  }
}
