import type { Failure } from '../../base/errors.ts';
import type { Arrival, DownloadLog } from '../log.ts';
import type { Checkpoint } from '../protocol.ts';
import type { Entry } from './entry.ts';
import type { Leftovers } from './leftovers.ts';

const batchMs = 200;
/** While nothing can be put on record: another process has the catalogue, or there is no room for it. */
const retryMs = 5000;

/**
 * The last step of an arrival: it is put on record, and only then loses its part name, by which the next start would
 * know it if we were killed in between (transfer/place.ts). In batches: one transaction for hundreds of small files.
 */
export class Settling {
  readonly #log: DownloadLog;
  /** Where which content of this run is. */
  readonly #contents = new Map<string, string>();
  readonly #parts: string[] = [];
  readonly #announcements: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #onTrouble: (text: string) => void;
  readonly #mayRecord: () => boolean;
  readonly #leftovers: Leftovers;
  #troubled = false;
  #closed = false;

  /**
   * @param onTrouble told once that nothing can be put on record
   * @param mayRecord while false, what has arrived waits
   */
  constructor(log: DownloadLog, leftovers: Leftovers, onTrouble: (text: string) => void, mayRecord: () => boolean) {
    this.#log = log;
    this.#leftovers = leftovers;
    this.#mayRecord = mayRecord;
    this.#onTrouble = onTrouble;
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

  /** All that arrived is announced, be it on record or not. */
  flush(): void {
    if (this.#closed) return;
    if (this.#record()) this.#dropParts();
    this.#announce();
  }

  /** @returns why something is not on record, and never will be */
  close(): Failure | undefined {
    clearTimeout(this.#timer);
    this.#closed = true;
    const failure = this.#log.close();
    // Without a record the part name is what the next start knows a file by.
    if (failure === undefined) this.#dropParts();
    this.#announce();
    return failure;
  }

  #record(): boolean {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const failure = this.#log.flush();
    if (failure === undefined) return true;
    if (!this.#troubled) this.#onTrouble(`${failure.message} (downloads go on; it is tried again)`);
    this.#troubled = true;
    this.#soon(retryMs);
    return false;
  }

  #dropParts(): void {
    for (const part of this.#parts.splice(0)) this.#leftovers.dropName(part);
  }

  #announce(): void {
    for (const announce of this.#announcements.splice(0)) announce();
  }

  #soon(ms = batchMs): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => this.#onTime(), ms);
  }

  /** Before the end only what is on record is announced. */
  #onTime(): void {
    if (!this.#mayRecord()) {
      this.#timer = undefined;
      this.#soon();
      return;
    }
    if (!this.#record()) return;
    this.#dropParts();
    this.#announce();
  }
}
