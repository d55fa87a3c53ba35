import type { Arrival, DownloadLog } from '../log.ts';
import type { Checkpoint } from '../protocol.ts';
import { dropPartName } from '../transfer/place.ts';
import type { Entry } from './entry.ts';

const batchMs = 200;

/**
 * The last step of an arrival: it is put on record, and only then loses its part name, by which the next start would
 * know it if we were killed in between (transfer/place.ts). In batches: one transaction for hundreds of small files.
 */
export class Settling {
  readonly #log: DownloadLog;
  /** Where which content of this run is. */
  readonly #contents = new Map<string, string>();
  #parts: string[] = [];
  #announcements: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(log: DownloadLog) {
    this.#log = log;
  }

  /**
   * @param announce called when the file is on record and has no name but its own: from then on nothing changes it
   * @returns the path of a file that has the same content, where one is known
   */
  arrived(entry: Entry, arrival: Arrival, announce: (duplicateOf: string | undefined) => void): string | undefined {
    const duplicateOf = this.#enter(entry, arrival);
    this.#announcements.push(() => announce(duplicateOf));
    return duplicateOf;
  }

  #enter(entry: Entry, arrival: Arrival): string | undefined {
    this.#log.arrived(entry.request, arrival);
    if (arrival.partLeft) this.#parts.push(entry.partPath);
    this.#soon();
    // Two empty files have nothing in common.
    if (arrival.bytes === 0) return undefined;
    const content = `${arrival.hash}:${arrival.bytes}`;
    const twin = this.#contents.get(content) ?? this.#log.knownCopy(arrival.hash, arrival.bytes, arrival.path);
    if (twin === undefined) this.#contents.set(content, arrival.path);
    return twin;
  }

  progress(entry: Entry, checkpoint: Checkpoint): void {
    this.#log.progress(entry.request, checkpoint);
    this.#soon();
  }

  dropped(entry: Entry): void {
    this.#log.dropped(entry.request);
    this.#soon();
  }

  gaveUp(entry: Entry): void {
    this.#log.gaveUp(entry.request);
    this.#soon();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#log.flush();
    for (const part of this.#parts) dropPartName(part);
    this.#parts = [];
    for (const announce of this.#announcements.splice(0)) announce();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.flush(), batchMs);
  }
}
