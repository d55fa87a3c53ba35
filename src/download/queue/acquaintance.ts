/**
 * A file that nobody has read may have the very content that has just arrived. It is as large, so it is read now: once, by
 * a hash worker, while the arrival waits to be announced.
 */
import { baseName, dirName, toBytes } from '../../base/byte-path.ts';
import { isUnchanged, type KnownFile } from '../../base/file-state.ts';
import type { HashResult, HashTask } from '../../duplicates/tasks.ts';
import { createPool } from '../../orchestrator/pool.ts';
import type { EngineName, Pool } from '../../orchestrator/types.ts';
import type { Arrival, DownloadLog } from '../log.ts';
import type { FetcherHooks } from './fetchers.ts';

const digestBytes = 16;

export class Acquaintance {
  readonly #log: DownloadLog;
  readonly #engine: () => EngineName;
  readonly #hooks: FetcherHooks;
  readonly #meetings = new Set<Promise<void>>();
  readonly #reading = new Map<string, Promise<void>>();
  #pool: Pool<HashTask, never, HashResult, never> | undefined;

  /** @param engine asked when the first one has to be read */
  constructor(log: DownloadLog, engine: () => EngineName, hooks: FetcherHooks) {
    this.#log = log;
    this.#engine = engine;
    this.#hooks = hooks;
  }

  /** Learns what it takes to know whether the content was here before, then calls back: at once where all is known. */
  make({ hash, bytes, path }: Arrival, met: () => void): void {
    const strangers = bytes === 0 ? [] : this.#log.strangers(bytes);
    if (strangers.length === 0 || this.#log.knownCopy(hash, bytes, path) !== undefined) {
      met();
      return;
    }
    const meeting = Promise.all(strangers.map((file) => this.#read(file))).then(() => {
      this.#meetings.delete(meeting);
      met();
    });
    this.#meetings.add(meeting);
  }

  /** What is being read is let go; whoever waits for it is called back. */
  async close(): Promise<void> {
    await this.#pool?.close();
    await Promise.all(this.#meetings);
  }

  #read(file: KnownFile): Promise<void> {
    let reading = this.#reading.get(file.path);
    if (reading === undefined) {
      reading = this.#hash(file).then(
        (hash) => this.#log.learnt(file, hash),
        () => this.#log.learnt(file, undefined),
      );
      this.#reading.set(file.path, reading);
    }
    return reading;
  }

  async #hash(file: KnownFile): Promise<string | undefined> {
    this.#pool ??= this.#open();
    const result = await this.#pool.submit({
      kind: 'read',
      files: {
        folders: [dirName(file.path)],
        counts: [1],
        names: Uint8Array.from([...toBytes(baseName(file.path)), 0]),
      },
      size: Float64Array.of(file.size),
      part: { kind: 'whole' },
      algorithm: 'xxh3-128',
    });
    if (result.kind !== 'read' || result.faults.length > 0 || !isUnchanged(file)) return undefined;
    return Buffer.from(result.digests.subarray(0, digestBytes)).toString('hex');
  }

  #open(): Pool<HashTask, never, HashResult, never> {
    const { onStatus, onLine, onWaiting } = this.#hooks;
    return createPool({
      role: 'hash',
      entry: 'hash-worker',
      load: async () => (await import('../../duplicates/hash-job.ts')).hashJob,
      engine: this.#engine(),
      size: 1,
      ...(onStatus === undefined ? {} : { onStatus }),
      ...(onLine === undefined ? {} : { onLine }),
      ...(onWaiting === undefined ? {} : { onWaiting }),
    });
  }
}
