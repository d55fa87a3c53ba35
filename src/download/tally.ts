import { formatBytes, formatClock, formatCount, formatRate } from '../base/quantities.ts';
import type { Entry } from './queue/entry.ts';
import { Rate } from './rate.ts';
import type { DownloadSummary } from './types.ts';

export interface Standing {
  readonly finished: number;
  readonly total: number;
  readonly failed: number;
  /** Received in all, also of what is on its way. */
  readonly bytes: number;
  /** Bytes a second. */
  readonly rate: number;
  /** 0 to 1; goes back only where requests are added. */
  readonly share: number;
  readonly leftMs: number | undefined;
}

/** How far all of it is. */
export class Tally {
  #total = 0;
  #done = 0;
  #failed = 0;
  #skipped = 0;
  #cancelled = 0;
  #duplicates = 0;
  #bytes = 0;
  #share = 0;
  #beganAt = 0;
  #endedAt = 0;
  readonly #rate = new Rate();
  readonly #active = new Set<Entry>();

  add(count: number): void {
    this.#beganAt ||= performance.now();
    if (count > 0) this.#share *= this.#total / (this.#total + count);
    this.#total += count;
  }

  begin(entry: Entry): void {
    this.#active.add(entry);
  }

  end(entry: Entry): void {
    this.#active.delete(entry);
  }

  get active(): ReadonlySet<Entry> {
    return this.#active;
  }

  done(bytes: number, duplicate: boolean): void {
    this.#done += 1;
    this.#bytes += bytes;
    if (duplicate) this.#duplicates += 1;
    this.#endedAt = performance.now();
  }

  skipped(): void {
    this.#skipped += 1;
    this.#endedAt = performance.now();
  }

  /** A file that had arrived went again, since its content was here already. */
  takenBack(): void {
    this.#done -= 1;
    this.#skipped += 1;
  }

  failed(): void {
    this.#failed += 1;
    this.#endedAt = performance.now();
  }

  cancelled(): void {
    this.#cancelled += 1;
  }

  /** What had failed or was cancelled is tried again. */
  reopen(state: 'failed' | 'cancelled'): void {
    if (state === 'failed') this.#failed -= 1;
    else this.#cancelled -= 1;
  }

  get open(): number {
    return this.#total - this.#done - this.#failed - this.#skipped - this.#cancelled;
  }

  standing(now: number): Standing {
    const finished = this.#total - this.open;
    let [received, parts] = [0, 0];
    for (const entry of this.#active) {
      received += entry.received;
      parts += entry.total === undefined || entry.total === 0 ? 0 : entry.received / entry.total;
    }
    const bytes = this.#bytes + received;
    const share = this.#total === 0 ? 0 : Math.min(1, (finished + parts) / this.#total);
    this.#share = Math.max(this.#share, share);
    const elapsed = now - this.#beganAt;
    const leftMs = this.#share > 0.01 && elapsed > 1000 ? (elapsed * (1 - this.#share)) / this.#share : undefined;
    const rate = this.#rate.update(bytes, now);
    return { finished, total: this.#total, failed: this.#failed, bytes, rate, share: this.#share, leftMs };
  }

  /** When the last of them ended; where some are left, their time is not over. */
  get #lastAt(): number {
    return this.open > 0 || this.#endedAt === 0 ? performance.now() : this.#endedAt;
  }

  summary(halted: string | undefined): DownloadSummary {
    return {
      done: this.#done,
      failed: this.#failed,
      skipped: this.#skipped,
      duplicates: this.#duplicates,
      bytes: this.#bytes,
      ms: this.#beganAt === 0 ? 0 : Math.round(this.#lastAt - this.#beganAt),
      left: this.open,
      halted,
    };
  }
}

/** `41 of 60 · 12 MB · 3.1 MB/s · 0:04 left · 2 failed`. */
export function describe({ finished, total, failed, bytes, rate, leftMs }: Standing): string {
  return [
    `${formatCount(finished)} of ${formatCount(total)}`,
    formatBytes(bytes),
    formatRate(rate),
    ...(leftMs === undefined ? [] : [`${formatClock(leftMs)} left`]),
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
  ].join(' · ');
}
