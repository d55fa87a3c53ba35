import type { DownloadId } from '../types.ts';
import type { Entry } from './entry.ts';
import type { Politeness } from './politeness.ts';

/**
 * How many connections each transfer may use: its own, and of those that its host would bear and nobody waits for an
 * equal part, up to `segments`.
 */
export function shareConnections(
  active: Iterable<Entry>,
  politeness: Politeness<Entry>,
  segments: number,
): ReadonlyMap<DownloadId, number> {
  const allowed = new Map<DownloadId, number>();
  for (const [host, entries] of Map.groupBy(active, (entry) => entry.host)) {
    const spare = politeness.spare(host);
    for (const [index, entry] of entries.entries()) {
      const extra = Math.floor(spare / entries.length) + (index < spare % entries.length ? 1 : 0);
      allowed.set(entry.id, Math.min(segments, 1 + extra));
    }
  }
  return allowed;
}
