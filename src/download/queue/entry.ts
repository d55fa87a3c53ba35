import { nameOfUrl, safeName } from '../file-name.ts';
import { partName, requestKey } from '../part-name.ts';
import type { Checkpoint } from '../protocol.ts';
import { covered } from '../ranges.ts';
import { Rate } from '../rate.ts';
import type { DownloadId, DownloadRequest, DownloadState } from '../types.ts';
import { hostOf } from '../url.ts';
import type { HeldBatch } from './batch.ts';

/** One request on its way through the queue. */
export class Entry {
  readonly id: DownloadId;
  readonly request: DownloadRequest;
  /** Tells it from the others of the folder, now and at the next start. */
  readonly key: string;
  /** `example.org:8080`: politeness is owed to it. */
  readonly host: string;
  /** Absolute. */
  readonly dir: string;
  readonly part: string;
  state: DownloadState = 'queued';
  /** What people see until the answer names it. */
  name: string;
  worker = '';
  /** Tries that were begun. */
  attempts = 0;
  /** Milliseconds, monotonic. */
  beganAt = 0;
  endedAt = 0;
  checkpoint: Checkpoint | undefined;
  timer: NodeJS.Timeout | undefined;
  /** The one it is in, while a child has it. */
  batch: HeldBatch | undefined;
  /** Somebody asked for it back. */
  unwanted = false;
  total: number | undefined;
  /** Bytes that an earlier run has left. */
  hereBefore = 0;
  readonly #rate = new Rate();
  #received = 0;
  #ratePerSecond = 0;

  constructor(id: DownloadId, request: DownloadRequest, dir: string) {
    this.id = id;
    this.request = request;
    this.dir = dir;
    this.key = requestKey(request);
    this.host = hostOf(request.url);
    this.part = partName(request);
    const wished = request.out === undefined ? undefined : safeName(request.out);
    this.name = wished ?? nameOfUrl(request.url) ?? this.host;
  }

  get partPath(): string {
    return `${this.dir}/${this.part}`;
  }

  /** Never falls, though a try may begin anew, and never passes the total. */
  get received(): number {
    return Math.min(this.#received, this.total ?? Number.POSITIVE_INFINITY);
  }

  /** Bytes a second. */
  get rate(): number {
    return this.state === 'active' ? this.#ratePerSecond : 0;
  }

  arrived(bytes: number, now: number): void {
    this.#ratePerSecond = this.#rate.update(bytes, now);
    this.#received = Math.max(this.#received, bytes);
  }

  resumeFrom(checkpoint: Checkpoint): void {
    this.checkpoint = checkpoint;
    this.total = checkpoint.total;
    this.hereBefore = covered(checkpoint.ranges);
    this.#received = Math.max(this.#received, this.hereBefore);
  }
}
