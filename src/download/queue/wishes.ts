import type { DownloadLog } from '../log.ts';
import type { Tally } from '../tally.ts';
import type { DownloadId } from '../types.ts';
import type { Announcer } from './announcer.ts';
import type { Dispatch } from './dispatch.ts';
import type { Entry } from './entry.ts';
import type { Outcomes } from './outcomes.ts';
import type { Roster } from './roster.ts';
import type { TargetFolders } from './target-folders.ts';

export interface WishParts {
  readonly roster: Roster;
  readonly folders: TargetFolders;
  readonly log: DownloadLog;
  readonly tally: Tally;
  readonly dispatch: Dispatch;
  readonly outcomes: Outcomes;
  readonly say: Announcer;
}

/**
 * What a person wants of single downloads. Each wish comes true as a whole or not at all: what may throw comes first, and
 * is a Failure where the folder or the catalogue is in other hands.
 */
export class Wishes {
  readonly #parts: WishParts;

  constructor(parts: WishParts) {
    this.#parts = parts;
  }

  retry(id: DownloadId): void {
    const entry = this.#parts.roster.get(id);
    if (entry?.state === 'waiting' || entry?.state === 'failed' || entry?.state === 'cancelled') this.#again([entry]);
  }

  /** All of them or, where that cannot be put on record, none. */
  retryFailed(): void {
    this.#again(this.#parts.roster.where(({ state }) => state === 'failed'));
  }

  cancel(id: DownloadId): void {
    const { roster, dispatch, outcomes } = this.#parts;
    const entry = roster.get(id);
    if (entry === undefined) return;
    if (!dispatch.withdraw(entry) && entry.state === 'waiting') outcomes.cancelled(entry);
  }

  move(id: DownloadId, by: -1 | 1): void {
    const { roster, dispatch, log, say } = this.#parts;
    const entry = roster.get(id);
    const other = entry === undefined ? undefined : dispatch.move(entry, by);
    if (entry === undefined || other === undefined) return;
    try {
      log.exchanged(entry.request, other.request);
    } catch (error) {
      dispatch.move(entry, by === 1 ? -1 : 1);
      throw error;
    }
    say.exchanged(entry, other);
  }

  #again(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const { folders, log, tally, dispatch } = this.#parts;
    folders.lock();
    // One that waits is on record.
    const over = entries.filter(({ state }) => state !== 'waiting');
    if (over.length > 0) log.queued(over.map(({ request }) => request));
    for (const entry of entries) {
      clearTimeout(entry.timer);
      if (entry.state === 'failed' || entry.state === 'cancelled') tally.reopen(entry, entry.state);
      entry.attempts = 0;
      dispatch.add(entry, false);
    }
  }
}
