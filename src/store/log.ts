import type { LogLevel } from './events.ts';

export interface LogEntry {
  readonly level: LogLevel;
  readonly source: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The newest lines, oldest first; the rest is forgotten, so that a talkative child does not fill the memory. */
export class LogTable {
  #entries: LogEntry[] = [];
  revision = 0;
  readonly counts: Record<LogLevel, number> = { info: 0, warning: 0, error: 0 };
  readonly #limit: number;

  constructor(limit = 5000) {
    this.#limit = limit;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    // Cut in large pieces: cutting one line at each new one would move them all each time.
    if (this.#entries.length > this.#limit * 1.2) this.#entries = this.#entries.slice(-this.#limit);
    this.counts[entry.level] += 1;
    this.revision += 1;
  }
}
