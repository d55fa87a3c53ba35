import type { Submission } from './types.ts';

/** A task with what its caller holds of it: a promise, listeners, a way to cancel. */
export class Ticket<Task, Event, Result> {
  readonly id: number;
  readonly task: Task;
  readonly submission: Submission<Event>;
  /** Why the workers that held it died. */
  readonly deaths: string[] = [];
  readonly #settled = Promise.withResolvers<Result>();
  #onAbort: (() => void) | undefined;

  constructor(id: number, task: Task, submission: Submission<Event>) {
    this.id = id;
    this.task = task;
    this.submission = submission;
  }

  get promise(): Promise<Result> {
    return this.#settled.promise;
  }

  /** The signal's reason once it is aborted. */
  get cancelled(): unknown {
    const { signal } = this.submission;
    return signal?.aborted === true ? (signal.reason ?? new DOMException('cancelled', 'AbortError')) : undefined;
  }

  onAbort(act: () => void): void {
    this.#onAbort = act;
    this.submission.signal?.addEventListener('abort', act, { once: true });
  }

  resolve(result: Result): void {
    this.#forget();
    this.#settled.resolve(result);
  }

  reject(reason: unknown): void {
    this.#forget();
    this.#settled.reject(reason);
  }

  #forget(): void {
    if (this.#onAbort !== undefined) this.submission.signal?.removeEventListener('abort', this.#onAbort);
  }
}
