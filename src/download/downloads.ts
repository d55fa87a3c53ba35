import type { Failure } from '../base/errors.ts';
import type { EngineName, WorkerStatus } from '../orchestrator/types.ts';
import type { DownloadLog } from './log.ts';
import type { FetcherHooks } from './queue/fetchers.ts';
import type { Tally } from './tally.ts';
import type { DownloadEvent, DownloadId, DownloadRequest, DownloadSummary } from './types.ts';

export interface DownloadHooks extends FetcherHooks {
  readonly onEvent: (event: DownloadEvent) => void;
  /** Something a person should know that is no event of one download. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Default: nothing outlives the process. A function is called once the first children are on their way. */
  readonly log?: DownloadLog | (() => DownloadLog) | undefined;
  /** About so many requests will be added: children for them start at once. */
  readonly expected?: number | undefined;
}

export interface Downloads {
  /**
   * Requests of one list, in order; those that are queued already are left out, those that were begun once go on.
   * @throws Failure where the folder cannot be made, or another forkful is at work in it
   */
  add(requests: readonly DownloadRequest[]): void;
  /** Takes up what an earlier run left unfinished in this folder. @returns how many. @throws Failure as `add` does */
  restore(): number;
  pause(paused: boolean): void;
  /** One that failed or was cancelled, or that waits: now, unless its host asked to be left alone. */
  retry(id: DownloadId): void;
  retryFailed(): void;
  cancel(id: DownloadId): void;
  /** Earlier or later among those that wait for the same host. */
  move(id: DownloadId, by: -1 | 1): void;
  /**
   * Who transfers from now on. Ends the workers there are, and resolves when they are gone.
   * @throws Failure while a transfer is in their hands
   */
  changeEngine(engine: EngineName): Promise<void>;
  readonly engine: EngineName;
  /** How far all of it is, for a progress line. */
  readonly tally: Tally;
  /** True while something would be interrupted by leaving. */
  readonly busy: boolean;
  /** After `close`: why something that became of the downloads is not on record. The files are where they are. */
  readonly unrecorded: Failure | undefined;
  readonly workers: readonly WorkerStatus[];
  /** Resolves when nothing is left to do, or nothing can be done. */
  finished(): Promise<DownloadSummary>;
  /** Ends the children; what is unfinished stays on record for the next start. */
  close(): Promise<void>;
}
