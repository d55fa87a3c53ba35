/** The threads of one process, on demand: a program may have ten thousand, and a monitor that reads them all costs a core. */
import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { type BytePath, toText } from '../../base/byte-path.ts';
import { parseProcessStat } from '../process-stat.ts';
import type { ProcessKey, ThreadInfo } from '../types.ts';
import { readSmallFile } from './kept-file.ts';
import { readKernelConstants } from './kernel-constants.ts';

/** Remembers the last look at one process, so that the shares of the next cover the time between. */
export class ThreadTable {
  readonly #ticksPerSecond = readKernelConstants().ticksPerSecond;
  #watched = '';
  #ticks = new Map<number, number>();
  #lookedAt = 0;

  read({ pid, startTime }: ProcessKey): ThreadInfo[] {
    const watched = `${pid} ${startTime}`;
    if (watched !== this.#watched) this.#ticks = new Map();
    this.#watched = watched;
    const now = performance.now();
    const elapsedTicks = ((now - this.#lookedAt) / 1000) * this.#ticksPerSecond;
    this.#lookedAt = now;

    const threads: ThreadInfo[] = [];
    const ticks = new Map<number, number>();
    for (const tid of threadsOf(pid)) {
      const stat = parseProcessStat(Buffer.from(readSmallFile(`/proc/${pid}/task/${tid}/stat`) ?? '', 'latin1'));
      if (stat === undefined) continue; // ended meanwhile
      const before = this.#ticks.get(stat.pid);
      ticks.set(stat.pid, stat.cpuTicks);
      threads.push({
        tid: stat.pid,
        name: toText(stat.comm as BytePath),
        state: stat.state,
        cpuPercent: before === undefined ? 0 : Math.max(0, ((stat.cpuTicks - before) / elapsedTicks) * 100),
        cpuMs: (stat.cpuTicks / this.#ticksPerSecond) * 1000,
      });
    }
    this.#ticks = ticks;
    return threads;
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // the process has ended
  }
}
