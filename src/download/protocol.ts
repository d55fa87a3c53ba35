/** What crosses between the parent, which holds the queue, and the fetch children, which hold the connections. */
import type { Checksum } from './checksum.ts';
import type { RetryAdvice } from './failure.ts';
import type { HeaderList } from './headers.ts';
import type { Ranges } from './ranges.ts';
import type { DownloadId } from './types.ts';
import type { Validator } from './validator.ts';

/** What is needed to go on with a part file, in another process or at another start. */
export interface Checkpoint {
  readonly ranges: Ranges;
  readonly total: number | undefined;
  readonly validator: Validator;
  /** Of the very part file that has these bytes: what was begun anew under its name since has another one. */
  readonly mark: string;
}

/** Asks the server to send nothing if it still has what is here (RFC 9110, 13.1). */
export interface Condition {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface TransferTask {
  readonly id: DownloadId;
  readonly url: string;
  /** Absolute; exists. */
  readonly dir: string;
  readonly out: string | undefined;
  /** Name of the part file in `dir`. */
  readonly part: string;
  readonly checksum: Checksum | undefined;
  /** Sent to the origin of `url` only. */
  readonly headers: HeaderList;
  /** The parent keeps it up to date while the task is away: should a child die of it, the next one goes on from here. */
  checkpoint: Checkpoint | undefined;
  readonly condition: Condition | undefined;
  /** A file that came of this before: where it has `checksum`, nothing is asked for. */
  readonly held?: string | undefined;
  /** `image/*`, …; undefined: judged by the ending of the URL. */
  readonly expect: string | undefined;
}

/**
 * Requests of one host, worked off one after another: one active transfer to every limit, one message there and back to
 * the processes. How many is decided so that they take about half a second (queue/pace.ts).
 */
export interface Batch {
  readonly host: string;
  readonly tasks: readonly TransferTask[];
}

/** Of one that takes longer than a tick; a small file has nothing to say but its outcome. */
export type TransferEvent =
  | {
      readonly kind: 'started';
      readonly id: DownloadId;
      readonly name: string;
      readonly total: number | undefined;
      readonly resumedFrom: number;
    }
  /** `checkpoint` comes about once a second, where the server gave a validator. */
  | {
      readonly kind: 'progress';
      readonly id: DownloadId;
      readonly received: number;
      readonly checkpoint: Checkpoint | undefined;
    }
  /** A further connection of it was refused: the server wants to be left alone for so long. The transfer itself goes on. */
  | { readonly kind: 'held-off'; readonly id: DownloadId; readonly host: string; readonly ms: number };

export type BatchEvent = TransferEvent | { readonly kind: 'ended'; readonly ended: readonly Ended[] };

/** What became of one of a batch, and how long it took. */
export interface Ended {
  readonly id: DownloadId;
  readonly ms: number;
  readonly outcome: TransferOutcome;
}

/** By which a file is known again: where it is, and when its content was written last (ns since the epoch). */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
}

export type TransferOutcome =
  /** In place under its name; the part name is left to be dropped when this has been recorded (see place.ts). */
  | {
      readonly kind: 'done';
      readonly path: string;
      readonly bytes: number;
      readonly hash: string;
      /** Of the very file that was written and hashed, whatever has taken its name since. */
      readonly identity: FileIdentity;
      readonly finalUrl: string;
      readonly status: number;
      readonly etag: string | undefined;
      readonly lastModified: string | undefined;
      readonly partLeft: boolean;
    }
  /** Nothing new is there, or nothing new was wanted: `held` is a file that has the checksum. */
  | { readonly kind: 'unchanged'; readonly held?: string }
  /** Not begun, or stopped because somebody said so: to be handed out again, or not. */
  | { readonly kind: 'given-back' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly retry: RetryAdvice;
      readonly status: number | undefined;
      readonly retryAfterMs: number | undefined;
      /** Who answered, where a redirect led to it. */
      readonly host: string | undefined;
      readonly checkpoint: Checkpoint | undefined;
    };

/** The same for every transfer of a session. */
export interface FetchSettings {
  /** Sent with every URL of the list, to its origin only. */
  readonly headers: HeaderList;
  /** No connection, no header, no further byte for so long: the try has failed. */
  readonly timeoutMs: number;
  readonly maxSize: number | undefined;
  /** PEM text of a further certificate authority. */
  readonly ca: string | undefined;
  /** Whether a server may be asked for the next files while it answers (transfer/http1/pipelining.ts). */
  readonly pipelining: boolean;
}

export type FetchCommand =
  /** Sent once, before any batch. */
  | { readonly kind: 'settings'; readonly settings: FetchSettings }
  | { readonly kind: 'pause'; readonly paused: boolean }
  /** What has not begun, of this host, is given back; `ahead`: also where it has been asked for ahead. */
  | { readonly kind: 'recall'; readonly host: string; readonly ahead: boolean }
  /** These are given back, also where they have begun. */
  | { readonly kind: 'withdraw'; readonly ids: readonly DownloadId[] }
  /** Bytes a second for each transfer in a child's hands; undefined: no limit. */
  | { readonly kind: 'rate'; readonly perTransfer: number | undefined }
  /** How many connections each large file may use now: the host's limit allows it. */
  | { readonly kind: 'connections'; readonly allowed: ReadonlyMap<DownloadId, number> };
