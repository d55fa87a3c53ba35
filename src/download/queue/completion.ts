import type { EngineName } from '../../orchestrator/types.ts';
import type { Tally } from '../tally.ts';
import type { DownloadSummary } from '../types.ts';
import type { Dispatch } from './dispatch.ts';
import type { Intake } from './intake.ts';
import type { Outcomes } from './outcomes.ts';
import type { TargetFolders } from './target-folders.ts';

export interface CompletionParts {
  readonly tally: Tally;
  readonly outcomes: Outcomes;
  readonly folders: TargetFolders;
  readonly intake: Intake;
  readonly dispatch: Pick<Dispatch, 'underWay'>;
}

export interface CompletionHooks {
  readonly closed: () => boolean;
  /** Why nothing can be done any more. */
  readonly halted: () => string | undefined;
  /** Who compares what is twice. */
  readonly engine: () => EngineName;
  readonly onRefusal: (path: string, why: string) => void;
}

/** When the queue is done: what is still owed then, and who waits for it. */
export class Completion {
  readonly #parts: CompletionParts;
  readonly #hooks: CompletionHooks;
  #settlingTwins = false;
  #waiters: ((summary: DownloadSummary) => void)[] = [];

  constructor(parts: CompletionParts, hooks: CompletionHooks) {
    this.#parts = parts;
    this.#hooks = hooks;
  }

  /** Resolves when nothing is left to do, or nothing can be done. */
  reached(): Promise<DownloadSummary> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.check();
    });
  }

  /** To be called after everything that may have been the last. */
  check(): void {
    const { tally, outcomes, folders, intake, dispatch } = this.#parts;
    if (this.#settlingTwins || intake.busy) return;
    const closed = this.#hooks.closed();
    const halted = this.#hooks.halted();
    const cannotGoOn = closed || halted !== undefined;
    if (tally.open > 0 && !(cannotGoOn && !dispatch.underWay)) return;
    if (!closed) {
      outcomes.flush();
      if (outcomes.hasTwins) {
        void this.#settleTwins();
        return;
      }
      folders.unlock();
    }
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve(tally.summary(halted));
  }

  async #settleTwins(): Promise<void> {
    this.#settlingTwins = true;
    await this.#parts.outcomes.settleTwins(this.#hooks.engine(), this.#hooks.onRefusal);
    this.#settlingTwins = false;
    this.check();
  }
}
