import type { Unfinished } from '../log.ts';
import { requestKey } from '../part-name.ts';
import type { Checkpoint } from '../protocol.ts';
import type { DownloadId, DownloadRequest } from '../types.ts';
import { Entry } from './entry.ts';

/** Every request that was ever added, by number, each once: the same one again is the one that is there. */
export class Roster {
  /** Something of an earlier run was left. */
  readonly isContinued: boolean;
  readonly #folderOf: (dir: string | undefined) => string;
  readonly #entries: Entry[] = [];
  readonly #keys = new Set<string>();
  /** Of earlier runs: where to go on, should the same be asked for again. */
  readonly #checkpoints = new Map<string, Checkpoint>();

  /** @param left by an earlier run @param folderOf the absolute path of a folder as a request names it */
  constructor(left: readonly Unfinished[], folderOf: (dir: string | undefined) => string) {
    this.isContinued = left.length > 0;
    this.#folderOf = folderOf;
    for (const { request, checkpoint } of left) {
      if (checkpoint !== undefined) this.#checkpoints.set(requestKey(request), checkpoint);
    }
  }

  /** @returns those that are not there yet, as they will be once they are entered */
  prepare(requests: readonly DownloadRequest[]): readonly Entry[] {
    const fresh = new Map<string, Entry>();
    for (const request of requests) {
      const id = this.#entries.length + fresh.size + 1;
      const entry = new Entry(id, request, this.#folderOf(request.dir));
      if (this.#keys.has(entry.key) || fresh.has(entry.key)) continue;
      const checkpoint = this.#checkpoints.get(entry.key);
      if (checkpoint !== undefined) entry.resumeFrom(checkpoint);
      fresh.set(entry.key, entry);
    }
    return [...fresh.values()];
  }

  /** @param fresh all that were prepared last */
  enter(fresh: readonly Entry[]): void {
    for (const entry of fresh) {
      this.#keys.add(entry.key);
      this.#entries.push(entry);
    }
  }

  get(id: DownloadId): Entry | undefined {
    return this.#entries[id - 1];
  }

  where(condition: (entry: Entry) => boolean): readonly Entry[] {
    return this.#entries.filter(condition);
  }
}
