/** Why nothing goes on, where there is a reason: in words for a row, and for the first line. */
import { formatClock } from '../../base/quantities.ts';
import { hostOf } from '../../download/url.ts';
import type { DownloadRow, DownloadTable } from '../../store/downloads.ts';
import type { State } from '../../store/state.ts';

/**
 * Of a row that is queued: what it waits for beside its turn.
 * @param now milliseconds since the epoch
 */
export function queuedFor(row: DownloadRow, { downloads, waitsFor }: State, now: number): string | undefined {
  if (row.state !== 'queued') return undefined;
  const until = downloads.held.size === 0 ? undefined : downloads.held.get(hostOf(row.url));
  if (until !== undefined) return `again in ${formatClock(until - now)} · its host asks for a pause`;
  return waitsFor === undefined ? undefined : `waits for ${waitsFor}`;
}

interface Waiting {
  readonly words: string;
  /** When the first of them goes on, where that is known: `again in 0:19`. */
  readonly again: string | undefined;
}

/** Of all downloads: what they wait for, where none of them is under way. */
export function allWaitFor({ downloads, waitsFor }: State, now: number): Waiting | undefined {
  const { active, queued, waiting } = downloads.counts;
  if (active > 0) return undefined;
  if (queued > 0 && waitsFor !== undefined) return { words: `waiting for ${waitsFor}`, again: undefined };
  // What is only queued begins in a moment, unless its host is held.
  if (queued > 0 ? downloads.held.size === 0 : waiting === 0) return undefined;
  const next = earliest(downloads);
  return { words: 'waiting', again: next === undefined ? undefined : `again in ${formatClock(next - now)}` };
}

function earliest(downloads: DownloadTable): number | undefined {
  let next: number | undefined;
  const look = (at: number): void => {
    next = Math.min(next ?? at, at);
  };
  for (const until of downloads.held.values()) look(until);
  for (const { state, retryAt } of downloads.list()) if (state === 'waiting' && retryAt !== undefined) look(retryAt);
  return next;
}
