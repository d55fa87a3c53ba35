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
  /** So many files that are here twice have not been dealt with. */
  readonly onLeft: (count: number) => void;
}

/** When the queue is done: what is still owed then, and who waits for it. */
export class Completion {
  readonly #parts: CompletionParts;
  readonly #hooks: CompletionHooks;
  readonly #stop = new AbortController();
  #settling: Promise<void> | undefined;
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
    if (this.#settling !== undefined || intake.busy) return;
    const closed = this.#hooks.closed();
    const halted = this.#hooks.halted();
    const cannotGoOn = closed || halted !== undefined;
    if (tally.open > 0 && !(cannotGoOn && !dispatch.underWay)) return;
    if (!closed) {
      outcomes.flush();
      if (outcomes.hasTwins) {
        this.#settling = this.#settleTwins();
        return;
      }
      folders.unlock();
    }
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve(tally.summary(halted));
  }

  /** Lets go of what is owed. Resolves when it has, within the grace time of a child and a moment. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#settling;
  }

  async #settleTwins(): Promise<void> {
    const { engine, onRefusal, onLeft } = this.#hooks;
    const left = await this.#parts.outcomes.settleTwins(engine(), onRefusal, this.#stop.signal);
    if (left > 0) onLeft(left);
    this.#settling = undefined;
    this.check();
  }
}
