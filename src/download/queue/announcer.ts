import { makeVisible } from '../../base/visible.ts';
import type { Arrival } from '../log.ts';
import type { DownloadEvent } from '../types.ts';
import type { Entry } from './entry.ts';

/** Turns what becomes of an entry into events, with names made safe to print. */
export class Announcer {
  readonly #tell: (event: DownloadEvent) => void;

  constructor(tell: (event: DownloadEvent) => void) {
    this.#tell = tell;
  }

  queued({ id, request, name }: Entry): void {
    this.#tell({ kind: 'queued', id, url: request.url, name: makeVisible(name) });
  }

  started({ id, worker, name, total, dir, part }: Entry, resumedFrom: number): void {
    this.#tell({ kind: 'started', id, worker, name: makeVisible(name), total, resumedFrom, part: `${dir}/${part}` });
  }

  progress({ id, received, total, rate }: Entry): void {
    this.#tell({ kind: 'progress', id, received, total, rate });
  }

  paused({ id }: Entry): void {
    this.#tell({ kind: 'paused', id });
  }

  /** @param at milliseconds since the epoch */
  waiting({ id, attempts }: Entry, at: number, reason: string): void {
    this.#tell({ kind: 'waiting', id, at, reason, attempt: attempts });
  }

  done(entry: Entry, { path, bytes, hash }: Arrival, duplicateOf: string | undefined): void {
    const { id, request, attempts } = entry;
    const ms = Math.round(entry.endedAt - entry.beganAt);
    this.#tell({ kind: 'done', id, url: request.url, path, bytes, hash, attempts, ms, duplicateOf });
  }

  failed({ id, request, attempts }: Entry, reason: string, status: number | undefined): void {
    this.#tell({ kind: 'failed', id, url: request.url, reason, status, attempts });
  }

  skipped({ id, request }: Entry, reason: string, path: string | undefined): void {
    this.#tell({ kind: 'skipped', id, url: request.url, reason, path });
  }

  cancelled({ id }: Entry): void {
    this.#tell({ kind: 'cancelled', id });
  }

  exchanged({ id }: Entry, other: Entry): void {
    this.#tell({ kind: 'exchanged', id, other: other.id });
  }

  held(host: string, until: number | undefined): void {
    this.#tell({ kind: 'held', host, until });
  }

  halted(reason: string): void {
    this.#tell({ kind: 'halted', reason });
  }
}
