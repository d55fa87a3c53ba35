/** How fast our own processes read from and write to storage. */
import type { StorageIo } from './backend.ts';

export interface Rates {
  /** Bytes a second since the last measurement; undefined at the first, and where nothing can be read. */
  readonly read: number | undefined;
  readonly written: number | undefined;
}

const unknown: Rates = { read: undefined, written: undefined };

/**
 * Counters belong to processes and go with them, so the difference is taken process by process: a sum over all would run
 * backwards whenever a child ends.
 */
export class StorageRates {
  readonly #storageIo: (pid: number) => StorageIo | undefined;
  #before: ReadonlyMap<number, StorageIo & { startTime: string }> = new Map();
  #measuredAt: number | undefined;

  constructor(storageIo: (pid: number) => StorageIo | undefined) {
    this.#storageIo = storageIo;
  }

  /**
   * @param processes start times by pid
   * @param now milliseconds of a clock that never jumps
   */
  measure(processes: ReadonlyMap<number, string>, now: number): Rates {
    const after = new Map<number, StorageIo & { startTime: string }>();
    let [read, written] = [0, 0];
    for (const [pid, startTime] of processes) {
      const io = this.#storageIo(pid);
      if (io === undefined) continue;
      after.set(pid, { ...io, startTime });
      const before = this.#before.get(pid);
      const known = before?.startTime === startTime ? before : { read: 0, written: 0 };
      read += io.read - known.read;
      written += io.written - known.written;
    }
    const seconds = this.#measuredAt === undefined ? 0 : (now - this.#measuredAt) / 1000;
    this.#before = after;
    this.#measuredAt = now;
    return seconds > 0 && after.size > 0 ? { read: read / seconds, written: written / seconds } : unknown;
  }
}
