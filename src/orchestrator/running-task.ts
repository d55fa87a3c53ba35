import type { TaskContext } from './types.ts';

/** What a running task may do to the outside. */
export type TaskVoice<Event> = Pick<TaskContext<Event>, 'emit' | 'drained' | 'alive'>;

/** One task in a worker's hands: its context while it runs, mute once it has ended. */
export class RunningTask<Event> implements TaskContext<Event> {
  readonly #voice: TaskVoice<Event>;
  #controller: AbortController | undefined;
  #aborted = false;
  #over = false;
  #onEnded: (() => void) | undefined;

  constructor(voice: TaskVoice<Event>) {
    this.#voice = voice;
  }

  // Fields, not methods: a job may take its context apart, `run(task, { emit, signal })`.
  readonly emit = (event: Event): void => {
    if (!this.#over) this.#voice.emit(event);
  };

  readonly drained = (): Promise<void> => (this.#over ? Promise.resolve() : this.#voice.drained());

  readonly alive = (): void => this.#voice.alive();

  /** Made when first asked for: most tasks never look, and an AbortController costs more than a small task. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort();
    return this.#controller.signal;
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }

  end(): void {
    this.#over = true;
    this.#onEnded?.();
  }

  get ended(): Promise<void> {
    return this.#over
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#onEnded = resolve;
        });
  }
}
