import { formatBytes, formatClock, formatCount, formatRate } from '../base/quantities.ts';
import type { Entry } from './queue/entry.ts';
import { Rate } from './rate.ts';
import type { DownloadSummary } from './types.ts';

export interface Standing {
  readonly finished: number;
  readonly total: number;
  readonly failed: number;
  /** Of all that was begun, also of what is on its way or waits; never falls. */
  readonly bytes: number;
  /** Bytes a second. */
  readonly rate: number;
  /** 0 to 1; goes back only where requests are added. */
  readonly share: number;
  readonly leftMs: number | undefined;
}

/** So much of what there was to do must be done before it says how long the rest will take. */
const telling = 0.001;

/** How far all of it is. What was here before counts for how far, and never for how fast. */
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
  /** Of what is not done: all that has bytes here, or may get some; false once it is given up. */
  readonly #begun = new Map<Entry, boolean>();
  /** Of what is done: bytes that came since it was added, and the requests, or parts of them, that were here before. */
  #fetched = 0;
  #before = 0;
  #shownBytes = 0;

  add(count: number): void {
    if (this.#beganAt === 0) {
      this.#beganAt = performance.now();
      this.#rate.update(0, this.#beganAt);
    }
    if (count > 0) this.#share *= this.#total / (this.#total + count);
    this.#total += count;
  }

  begin(entry: Entry): void {
    this.#active.add(entry);
    this.#begun.set(entry, true);
  }

  end(entry: Entry): void {
    this.#active.delete(entry);
    if (entry.received === 0) this.#begun.delete(entry);
  }

  get active(): ReadonlySet<Entry> {
    return this.#active;
  }

  done(entry: Entry, bytes: number, duplicate: boolean): void {
    this.#begun.delete(entry);
    this.#done += 1;
    this.#bytes += bytes;
    const here = Math.min(entry.hereBefore, bytes);
    this.#fetched += bytes - here;
    if (bytes > 0) this.#before += here / bytes;
    if (duplicate) this.#duplicates += 1;
    this.#endedAt = performance.now();
  }

  /** @param before it had arrived in an earlier run: nothing was done for it in this one */
  skipped(entry: Entry, before = false): void {
    this.#giveUp(entry);
    this.#skipped += 1;
    if (before) this.#before += 1;
    this.#endedAt = performance.now();
  }

  /** A file that had arrived went again, since its content was here already. */
  takenBack(): void {
    this.#done -= 1;
    this.#skipped += 1;
  }

  failed(entry: Entry): void {
    this.#giveUp(entry);
    this.#failed += 1;
    this.#endedAt = performance.now();
  }

  cancelled(entry: Entry): void {
    this.#giveUp(entry);
    this.#cancelled += 1;
  }

  /** What has come of it has come, and is no longer a part of what is under way. */
  #giveUp(entry: Entry): void {
    if (this.#begun.has(entry)) this.#begun.set(entry, false);
  }

  /** What had failed or was cancelled is tried again. */
  reopen(entry: Entry, state: 'failed' | 'cancelled'): void {
    if (this.#begun.has(entry)) this.#begun.set(entry, true);
    if (state === 'failed') this.#failed -= 1;
    else this.#cancelled -= 1;
  }

  get open(): number {
    return this.#total - this.#done - this.#failed - this.#skipped - this.#cancelled;
  }

  standing(now: number): Standing {
    const finished = this.#total - this.open;
    let [received, parts, fetched, before] = [this.#bytes, 0, this.#fetched, this.#before];
    for (const [entry, isOpen] of this.#begun) {
      received += entry.received;
      fetched += Math.max(0, entry.received - entry.hereBefore);
      if (!isOpen || entry.total === undefined || entry.total === 0) continue;
      parts += entry.received / entry.total;
      before += Math.min(entry.received, entry.hereBefore) / entry.total;
    }
    this.#shownBytes = Math.max(this.#shownBytes, received);
    const share = this.#total === 0 ? 0 : Math.min(1, (finished + parts) / this.#total);
    this.#share = Math.max(this.#share, share);
    return {
      finished,
      total: this.#total,
      failed: this.#failed,
      bytes: this.#shownBytes,
      rate: this.#rate.update(fetched, now),
      share: this.#share,
      leftMs: this.#timeLeft(now - this.#beganAt, this.#total === 0 ? 0 : before / this.#total),
    };
  }

  /** @param before the share that was here when this run began with it */
  #timeLeft(elapsed: number, before: number): number | undefined {
    const gained = this.#share - before;
    if (elapsed <= 1000 || gained <= telling * (1 - before)) return undefined;
    return (elapsed * (1 - this.#share)) / gained;
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
