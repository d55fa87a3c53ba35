import type { Failure } from '../base/errors.ts';
import type { KnownFile } from '../base/file-state.ts';
import type { Checkpoint, Condition, TransferOutcome } from './protocol.ts';
import type { DownloadRequest } from './types.ts';

export type Arrival = Extract<TransferOutcome, { kind: 'done' }>;

/** A URL that was fetched before, and whose file is still what it was. */
export interface Recalled {
  readonly path: string;
  readonly condition: Condition;
}

/** A file that arrived, and one that had its content before. */
export interface Twins {
  readonly path: string;
  /** Hex. */
  readonly hash: string;
  readonly survivor: string;
}

export interface Unfinished {
  readonly request: DownloadRequest;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * What outlives the process: the queue of a folder, the history of its URLs, and where which content is. Kept in the
 * catalogue (catalogue/downloads.ts); without one, in {@link noLog}.
 */
export interface DownloadLog {
  /** What was queued in this folder and neither arrived nor was cancelled, and what is {@link owed}. */
  unfinished(): readonly Unfinished[];
  queued(requests: readonly DownloadRequest[]): void;
  /** A part of a list: on record with the next flush, ahead of what came of it. @param since the same for all its parts */
  queuedInPart(requests: readonly DownloadRequest[], since: number): void;
  /** Two that are queued have changed places. */
  exchanged(one: DownloadRequest, other: DownloadRequest): void;
  progress(request: DownloadRequest, checkpoint: Checkpoint): void;
  arrived(request: DownloadRequest, arrival: Arrival): void;
  /** Of what has just arrived: --if-duplicate has still to be dealt with. It stays queued until it is dropped. */
  owed(request: DownloadRequest): void;
  /** What arrived for it is to be found in the file of this path from now on: its twin, or a further name of that. */
  moved(request: DownloadRequest, path: string): void;
  /** Failed for good, skipped or cancelled: no business of the next start. */
  dropped(request: DownloadRequest): void;
  /** Failed for good, but what came of it is worth going on with, should somebody ask for it again. */
  gaveUp(request: DownloadRequest): void;
  /**
   * The path of a file that arrived in an interrupted run of which something was queued again since, and that is still
   * what it was: the server need not be asked for it. Never where a checksum is asked for: see `held`.
   */
  arrivedBefore(request: DownloadRequest): string | undefined;
  /** Never where a checksum is asked for: that the server has nothing new does not say that the file here is right. */
  recall(request: DownloadRequest): Recalled | undefined;
  /** The path of the file that arrived for this request, in whatever run, and is still what it was. */
  held(request: DownloadRequest): string | undefined;
  /** A file elsewhere, or from earlier, that is known to have this content: downloaded, scanned, or learnt below. */
  knownCopy(hash: string, bytes: number, besides: string): string | undefined;
  /** Of a file that {@link arrivedBefore}: another one that had its content before it. */
  twinsOf(request: DownloadRequest): Twins | undefined;
  /** Files of this size in catalogued folders and in the target folder whose content nobody knows. */
  strangers(bytes: number): readonly KnownFile[];
  /** @param hash of a stranger; undefined where it could not be read */
  learnt(file: KnownFile, hash: string | undefined): void;
  /** @returns why what was said so far could not be put on record: it is kept, and the next call tries again */
  flush(): Failure | undefined;
  /** Flushes once more, with patience. @returns why that could not be done: then what was not on record is lost */
  close(): Failure | undefined;
}

export const noLog: DownloadLog = {
  unfinished: () => [],
  queued() {},
  queuedInPart() {},
  exchanged() {},
  progress() {},
  arrived() {},
  owed() {},
  moved() {},
  dropped() {},
  gaveUp() {},
  arrivedBefore: () => undefined,
  recall: () => undefined,
  held: () => undefined,
  knownCopy: () => undefined,
  twinsOf: () => undefined,
  strangers: () => [],
  learnt() {},
  flush: () => undefined,
  close: () => undefined,
};
