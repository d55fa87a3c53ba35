import type { EngineName } from '../orchestrator/types.ts';

/** One line of a URL list with its indented options, as aria2 reads them. */
export interface DownloadRequest {
  /** Absolute, http: or https:, without fragment. */
  readonly url: string;
  /** A file name wished for; made one safe component. */
  readonly out: string | undefined;
  /** Folder for this URL, relative to the target folder or absolute. */
  readonly dir: string | undefined;
  readonly checksum: { readonly algorithm: 'md5' | 'sha-1' | 'sha-256' | 'sha-512'; readonly hex: string } | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where it stands in the list, for messages: `list.txt:12`, `argument 3`. */
  readonly source: string;
}

export type IfDuplicate = 'keep' | 'skip' | 'link';

export interface DownloadOptions {
  /** UTF-8 text; made, with parents, where missing. */
  readonly dir: string;
  readonly jobs: number;
  readonly perHost: number;
  readonly children: number;
  readonly engine: EngineName;
  readonly segments: number;
  /** Bytes a second over all children; undefined: no limit. */
  readonly limitRate: number | undefined;
  readonly retries: number;
  /** Seconds without a byte. */
  readonly timeout: number;
  readonly maxSize: number | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly ifDuplicate: IfDuplicate;
  /** Content type that must arrive (`image/*`); undefined: judged by the ending of each URL. */
  readonly expect: string | undefined;
  /** PEM text of a further certificate authority. */
  readonly ca: string | undefined;
  /** Whether a server may be asked for the next files while it answers. */
  readonly pipelining: boolean;
}

/** Stands for one request for the whole session; given by the queue in order of arrival. */
export type DownloadId = number;

export type DownloadState = 'queued' | 'active' | 'waiting' | 'paused' | 'done' | 'failed' | 'skipped' | 'cancelled';

/** Queue → whoever watches (command line, store). Every number is for the whole body, over all attempts. */
export type DownloadEvent =
  | { readonly kind: 'queued'; readonly id: DownloadId; readonly url: string; readonly name: string }
  | {
      readonly kind: 'started';
      readonly id: DownloadId;
      readonly worker: string;
      readonly name: string;
      readonly total: number | undefined;
      readonly resumedFrom: number;
      /** Path of the part file. */
      readonly part?: string;
    }
  /** `received` never falls and never passes `total`; `rate` in bytes a second, smoothed. */
  | {
      readonly kind: 'progress';
      readonly id: DownloadId;
      readonly received: number;
      readonly total: number | undefined;
      readonly rate: number;
    }
  /** Will be tried again `at` (milliseconds since the epoch). */
  | {
      readonly kind: 'waiting';
      readonly id: DownloadId;
      readonly at: number;
      readonly reason: string;
      readonly attempt: number;
    }
  | { readonly kind: 'paused'; readonly id: DownloadId }
  | {
      readonly kind: 'done';
      readonly id: DownloadId;
      readonly url: string;
      readonly path: string;
      readonly bytes: number;
      /** xxh3-128, hex. */
      readonly hash: string;
      readonly attempts: number;
      readonly ms: number;
      /** Path of a file with the same content, where one is known. */
      readonly duplicateOf: string | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly id: DownloadId;
      readonly url: string;
      readonly reason: string;
      readonly status: number | undefined;
      readonly attempts: number;
    }
  | {
      readonly kind: 'skipped';
      readonly id: DownloadId;
      readonly url: string;
      readonly reason: string;
      readonly path: string | undefined;
    }
  | { readonly kind: 'cancelled'; readonly id: DownloadId }
  /** Both wait for the same host; each has taken the other's place in the line. */
  | { readonly kind: 'exchanged'; readonly id: DownloadId; readonly other: DownloadId }
  /** Nothing of a host begins before `until` (milliseconds since the epoch); undefined: from now on it may. */
  | { readonly kind: 'held'; readonly host: string; readonly until: number | undefined }
  /** Something on this side is in the way of every transfer: the queue has paused itself. */
  | { readonly kind: 'halted'; readonly reason: string };

export interface DownloadSummary {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly duplicates: number;
  readonly bytes: number;
  readonly ms: number;
  /** Left in the queue, for the next run: what was not tried, since it would have failed for the reason below. */
  readonly left: number;
  /** Why the queue stopped before its end: the disk is full, the folder is gone, … */
  readonly halted: string | undefined;
}
