/** The threads of one process, on demand: a program may have ten thousand, and a monitor that reads them all costs a core. */
import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { type BytePath, toText } from '../../base/byte-path.ts';
import { parseProcessStat } from '../process-stat.ts';
import type { ProcessKey, ThreadInfo } from '../types.ts';
import { readSmallFile } from './kept-file.ts';
import { readKernelConstants } from './kernel-constants.ts';

interface Look {
  readonly at: number;
  /** Clock ticks by thread. */
  readonly ticks: ReadonlyMap<number, number>;
}

/** More are not read (htop #1535: ten thousand threads cost a core). */
const usualMost = 1000;

/** Milliseconds after which nobody looks at a process any more. */
const forgottenAfter = 60_000;

/** Remembers the last look at each process, so that the shares of the next cover the time between. */
export class ThreadTable {
  readonly #ticksPerSecond = readKernelConstants().ticksPerSecond;
  readonly #looks = new Map<string, Look>();
  readonly #most: number;

  constructor(most = usualMost) {
    this.#most = most;
  }

  /** Of more threads than are read those with the lowest numbers. */
  read({ pid, startTime }: ProcessKey): ThreadInfo[] {
    const watched = `${pid} ${startTime}`;
    const now = performance.now();
    const before = this.#looks.get(watched);
    const elapsedTicks = ((now - (before?.at ?? now)) / 1000) * this.#ticksPerSecond;

    const threads: ThreadInfo[] = [];
    const ticks = new Map<number, number>();
    for (const tid of threadsOf(pid, this.#most)) {
      const stat = parseProcessStat(Buffer.from(readSmallFile(`/proc/${pid}/task/${tid}/stat`) ?? '', 'latin1'));
      if (stat === undefined) continue; // ended meanwhile
      const ran = stat.cpuTicks - (before?.ticks.get(stat.pid) ?? stat.cpuTicks);
      ticks.set(stat.pid, stat.cpuTicks);
      threads.push({
        tid: stat.pid,
        name: toText(stat.comm as BytePath),
        state: stat.state,
        cpuPercent: elapsedTicks > 0 ? Math.max(0, (ran / elapsedTicks) * 100) : 0,
        cpuMs: (stat.cpuTicks / this.#ticksPerSecond) * 1000,
      });
    }
    for (const [process, { at }] of this.#looks) if (now - at > forgottenAfter) this.#looks.delete(process);
    this.#looks.set(watched, { at: now, ticks });
    return threads;
  }
}

function threadsOf(pid: number, most: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).slice(0, most);
  } catch {
    return []; // the process has ended
  }
}
