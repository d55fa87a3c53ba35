import type { DownloadId } from '../types.ts';
import type { Entry } from './entry.ts';
import type { Politeness } from './politeness.ts';

/**
 * How many connections each transfer may use: its own, and up to `segments` of those that nobody waits for, dealt out one
 * by one. All of them together stay within the limit of each host and the limit in total.
 */
export function shareConnections(
  active: Iterable<Pick<Entry, 'id' | 'host'>>,
  politeness: Pick<Politeness<Entry>, 'spare' | 'spareInAll'>,
  segments: number,
): ReadonlyMap<DownloadId, number> {
  const entries = [...active];
  const allowed = new Map<DownloadId, number>(entries.map(({ id }) => [id, 1]));
  const spares = new Map(entries.map(({ host }) => [host, politeness.spare(host)]));
  let left = politeness.spareInAll;
  for (let connections = 2; connections <= segments; connections += 1) {
    for (const { id, host } of entries) {
      const spare = spares.get(host) ?? 0;
      if (left === 0 || spare === 0) continue;
      allowed.set(id, connections);
      spares.set(host, spare - 1);
      left -= 1;
    }
  }
  return allowed;
}
