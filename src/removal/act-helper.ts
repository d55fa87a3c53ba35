import { availableParallelism } from 'node:os';
import { Failure, reasonOf } from '../base/errors.ts';
import { createPool } from '../orchestrator/pool.ts';
import type { ActTask, StopActing } from './act-job.ts';
import type { Helper } from './batches.ts';
import type { Verdict } from './refusal.ts';

/** Fewer are done before a thread has started. */
const fewestForHelper = 512;

export interface ActHelper extends Helper {
  close(): Promise<void>;
}

/**
 * A second thread that acts, where there are actions and cores enough for one.
 * @param fewestActions for tests
 */
export function openActHelper(
  actions: number,
  signal: AbortSignal | undefined,
  fewestActions = fewestForHelper,
): ActHelper | undefined {
  if (actions < fewestActions || availableParallelism() < 2) return undefined;
  const pool = createPool<ActTask, never, readonly Verdict[], StopActing>({
    role: 'remove',
    entry: 'act-worker',
    load: async () => (await import('./act-job.ts')).actJob(),
    engine: 'threads',
    size: 1,
    // The next part is there when one ends.
    slots: 2,
    // An act is never begun twice: what a thread that died has left is for the journal to put in order.
    attempts: 1,
    silenceMs: 0,
  });
  const stop = () => pool.tell({ kind: 'stop' });
  signal?.addEventListener('abort', stop, { once: true });
  return {
    async act(intents) {
      try {
        return await pool.submit(intents);
      } catch (error) {
        throw new Failure(
          `the removal was interrupted (${reasonOf(error)}); the next one puts in order what it had begun`,
          {
            cause: error,
          },
        );
      }
    },
    async close() {
      signal?.removeEventListener('abort', stop);
      await pool.close();
    },
  };
}

/** Starts the second thread while duplicates are still being found, so that it is there when the first act begins. */
export class EarlyActHelper {
  readonly #signal: AbortSignal | undefined;
  readonly #isWanted: boolean;
  #helper: ActHelper | undefined;

  /** @param isWanted false: nobody knows yet whether there will be acts */
  constructor(isWanted: boolean, signal: AbortSignal | undefined) {
    this.#isWanted = isWanted;
    this.#signal = signal;
  }

  /** @param actions as far as they are known */
  expect(actions: number): void {
    if (this.#isWanted) this.#helper ??= openActHelper(actions, this.#signal);
  }

  get helper(): ActHelper | undefined {
    return this.#helper;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#helper?.close();
  }
}
