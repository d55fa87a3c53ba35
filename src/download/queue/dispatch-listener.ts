import type { Checkpoint, TransferOutcome, TransferTask } from '../protocol.ts';
import type { Entry } from './entry.ts';

/** What a try can come to, once it was one. */
export type TryOutcome = Exclude<TransferOutcome, { kind: 'given-back' }>;

export interface DispatchListener {
  /** @throws Failure where nothing can be fetched into its folder */
  taskOf(entry: Entry): TransferTask;
  ended(entry: Entry, outcome: TryOutcome): void;
  failed(entry: Entry, reason: string): void;
  cancelled(entry: Entry): void;
  /** The children are no more, and none comes after them. */
  halted(reason: string): void;
  checkpoint(entry: Entry, checkpoint: Checkpoint): void;
  /** The host that it is fetched from wants to be left alone for so long; it goes on itself. */
  heldOff(entry: Entry, host: string, ms: number): void;
  /** A place has become free. */
  free(): void;
}
