import type { DownloadEvent, DownloadId, DownloadState } from '../download/types.ts';

/** One URL of the queue as the screen shows it. */
export interface DownloadRow {
  readonly id: DownloadId;
  readonly url: string;
  readonly name: string;
  readonly state: DownloadState;
  /** Bytes; never falls, never passes `total`. */
  readonly received: number;
  readonly total: number | undefined;
  /** Bytes a second. */
  readonly rate: number;
  readonly worker: string | undefined;
  /** Why it waits, failed or was skipped. */
  readonly reason: string | undefined;
  /** When it is tried again; milliseconds since the epoch. */
  readonly retryAt: number | undefined;
  readonly path: string | undefined;
  /** Where its bytes are kept until it is complete. */
  readonly part: string | undefined;
  readonly duplicateOf: string | undefined;
  /** Milliseconds, of one that is done. */
  readonly ms: number | undefined;
}

/** What happens to one URL; the rest is about the queue as a whole. */
export type RowEvent = Exclude<DownloadEvent, { readonly kind: 'halted' | 'exchanged' | 'held' }>;

export type DownloadCounts = Readonly<Record<DownloadState, number>>;

const states: readonly DownloadState[] = [
  'queued',
  'active',
  'waiting',
  'paused',
  'done',
  'failed',
  'skipped',
  'cancelled',
];

/** Where a state stands in the list: what goes on, what needs a person, what is to come, what is over. */
const ranks: Readonly<Record<DownloadState, number>> = {
  active: 0,
  waiting: 1,
  failed: 2,
  queued: 3,
  paused: 3,
  done: 4,
  skipped: 4,
  cancelled: 4,
};
const over = ranks.done;

/**
 * The queue, by what goes on; each part in order of arrival, what is over with the newest first. A list of a hundred thousand URLs changes some hundred times a second, so this is a
 * table that changes in place; whoever shows it compares `revision`.
 */
export class DownloadTable {
  readonly #rows = new Map<DownloadId, DownloadRow>();
  readonly #counts: Record<DownloadState, number> = zeroCounts();
  #list: readonly DownloadRow[] | undefined;
  /** Of rows that were moved, in the line of what is queued; the others stand where they came. */
  readonly #places = new Map<DownloadId, number>();
  readonly #held = new Map<string, number>();
  revision = 0;
  duplicates = 0;
  /** The one that was moved last. */
  moved: DownloadId | undefined;
  exchanges = 0;
  /** Bytes that came over the network: without what an earlier try had left behind. */
  transferred = 0;

  get size(): number {
    return this.#rows.size;
  }

  get counts(): DownloadCounts {
    return this.#counts;
  }

  get(id: DownloadId): DownloadRow | undefined {
    return this.#rows.get(id);
  }

  list(): readonly DownloadRow[] {
    this.#list ??= this.#ordered();
    return this.#list;
  }

  #ordered(): DownloadRow[] {
    const parts: DownloadRow[][] = Array.from({ length: over + 1 }, () => []);
    for (const row of this.#rows.values()) parts[ranks[row.state]]?.push(row);
    if (this.#places.size > 0) parts[ranks.queued]?.sort((a, b) => this.#placeOf(a.id) - this.#placeOf(b.id));
    parts[over]?.reverse();
    return parts.flat();
  }

  #placeOf(id: DownloadId): number {
    return this.#places.get(id) ?? id;
  }

  /** @param until milliseconds since the epoch; undefined: not any more */
  hold(host: string, until: number | undefined): void {
    if (until === undefined) this.#held.delete(host);
    else this.#held.set(host, until);
    this.revision += 1;
  }

  /** Until when nothing of a host begins, in milliseconds since the epoch. */
  get held(): ReadonlyMap<string, number> {
    return this.#held;
  }

  /** Two rows that are queued take each other's place. */
  exchange(id: DownloadId, other: DownloadId): void {
    const place = this.#placeOf(id);
    this.#places.set(id, this.#placeOf(other));
    this.#places.set(other, place);
    this.moved = id;
    this.exchanges += 1;
    this.#list = undefined;
    this.revision += 1;
  }

  /** All whose file is here. */
  get arrived(): number {
    return this.#counts.done + this.#counts.skipped;
  }

  /** All that are neither done nor given up. */
  get unfinished(): number {
    const { queued, active, waiting, paused } = this.#counts;
    return queued + active + waiting + paused;
  }

  /** Returns false where the event changed nothing that is shown. */
  apply(event: RowEvent): boolean {
    const before = this.#rows.get(event.id);
    if (before === undefined && event.kind !== 'queued') return false;
    const after = before === undefined ? newRow(event) : nextRow(before, event);
    if (after === undefined || after === before) return false;
    if (before !== undefined) this.#counts[before.state] -= 1;
    this.#counts[after.state] += 1;
    if (event.kind === 'progress' || event.kind === 'done') {
      this.transferred += Math.max(0, after.received - (before?.received ?? 0));
    }
    if (after.duplicateOf !== undefined && before?.duplicateOf === undefined) this.duplicates += 1;
    // Rows keep their place in the map; one that is over goes to its end, which makes the last one the newest.
    if (before !== undefined && ranks[after.state] === over) this.#rows.delete(event.id);
    this.#rows.set(event.id, after);
    this.#list = undefined;
    this.revision += 1;
    return true;
  }
}

function zeroCounts(): Record<DownloadState, number> {
  return Object.fromEntries(states.map((state) => [state, 0])) as Record<DownloadState, number>;
}

function newRow(event: RowEvent): DownloadRow | undefined {
  if (event.kind !== 'queued') return undefined;
  return {
    id: event.id,
    url: event.url,
    name: event.name,
    state: 'queued',
    received: 0,
    total: undefined,
    rate: 0,
    worker: undefined,
    reason: undefined,
    retryAt: undefined,
    path: undefined,
    part: undefined,
    duplicateOf: undefined,
    ms: undefined,
  };
}

function nextRow(row: DownloadRow, event: RowEvent): DownloadRow {
  switch (event.kind) {
    case 'queued':
      return { ...row, state: 'queued', rate: 0, reason: undefined, retryAt: undefined };
    case 'started': {
      const received = Math.max(row.received, event.resumedFrom);
      const total = event.total ?? row.total;
      const { name, worker, part } = event;
      return { ...row, ...bounded(received, total), state: 'active', name, worker, part: part ?? row.part, rate: 0 };
    }
    case 'progress': {
      const next = bounded(Math.max(row.received, event.received), event.total ?? row.total);
      const same = next.received === row.received && next.total === row.total && event.rate === row.rate;
      return same && row.state === 'active' ? row : { ...row, ...next, state: 'active', rate: event.rate };
    }
    case 'waiting':
      return { ...row, state: 'waiting', rate: 0, reason: event.reason, retryAt: event.at };
    case 'paused':
      return { ...row, state: 'paused', rate: 0 };
    case 'done':
      return {
        ...row,
        state: 'done',
        received: event.bytes,
        total: event.bytes,
        rate: 0,
        path: event.path,
        duplicateOf: event.duplicateOf,
        ms: event.ms,
        reason: undefined,
      };
    case 'failed':
      return { ...row, state: 'failed', rate: 0, reason: event.reason };
    case 'skipped':
      return { ...row, state: 'skipped', rate: 0, reason: event.reason, path: event.path };
    case 'cancelled':
      return { ...row, state: 'cancelled', rate: 0 };
  }
}

function bounded(received: number, total: number | undefined): Pick<DownloadRow, 'received' | 'total'> {
  return { received: total === undefined ? received : Math.min(received, total), total };
}
