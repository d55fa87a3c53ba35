import type { WorkerStatus } from './types.ts';

/** A worker takes and ends thousands of tasks a second; nobody looks at its load more often than this. */
const loadNewsMs = 50;

interface Subject {
  readonly status: WorkerStatus;
}

/**
 * Tells of a worker's life at once, of its load a few times a second. Never from within the call that caused the change:
 * a listener may use the pool, which its caller does not even have while it is being made.
 */
export class StatusNews {
  readonly #onStatus: ((status: WorkerStatus) => void) | undefined;
  readonly #changed = new Set<Subject>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onStatus: ((status: WorkerStatus) => void) | undefined) {
    this.#onStatus = onStatus;
  }

  tell(subject: Subject): void {
    const onStatus = this.#onStatus;
    if (onStatus === undefined) return;
    this.#changed.delete(subject);
    const { status } = subject;
    queueMicrotask(() => onStatus(status));
  }

  tellLater(subject: Subject): void {
    if (this.#onStatus === undefined) return;
    this.#changed.add(subject);
    this.#timer ??= setTimeout(() => this.flush(), loadNewsMs).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const subject of this.#changed) this.#onStatus?.(subject.status);
    this.#changed.clear();
  }
}
