/**
 * The worker's side of the protocol, the same under every engine: begins the tasks that arrive, sends on what they emit,
 * reports what became of them. The channel beneath is a parent's IPC pipe, a message port or a function call.
 */
import { unreachable } from '../base/errors.ts';
import { type ErrorData, toErrorData } from './error-data.ts';
import { Outbox, type WriteFrame } from './outbox.ts';
import type { Frame, FromWorker, ToWorker } from './protocol.ts';
import { RunningTask } from './running-task.ts';
import type { Job } from './types.ts';

/** Synchronous tasks run one after another for this long; then the loop turns, so that a cancel can arrive. */
export const defaultTurnMs = 4;
/** Long synchronous work speaks this often at most. */
const beatMs = 100;

export interface RunnerOptions<Event, Result> {
  readonly write: WriteFrame<FromWorker<Event, Result>>;
  /** Everything is said and done: close the channel. */
  readonly leave: () => void;
  readonly turnMs?: number;
}

export class JobRunner<Task, Event, Result, Command> {
  readonly #job: Job<Task, Event, Result, Command>;
  readonly #outbox: Outbox<FromWorker<Event, Result>>;
  readonly #leave: () => void;
  readonly #turnMs: number;
  readonly #inbox: { readonly id: number; readonly task: Task }[] = [];
  readonly #running = new Map<number, RunningTask<Event>>();
  readonly #drains = new Map<number, () => void>();
  #marks = 0;
  #spokeAt = 0;
  #nextTurn: NodeJS.Immediate | undefined;
  /** A task is under way that the next one waits for. */
  #occupied = false;
  #closing = false;

  constructor(
    job: Job<Task, Event, Result, Command>,
    { write, leave, turnMs = defaultTurnMs }: RunnerOptions<Event, Result>,
  ) {
    this.#job = job;
    this.#leave = leave;
    this.#turnMs = turnMs;
    this.#outbox = new Outbox(
      (frame, written) => {
        this.#spokeAt = performance.now();
        return write(frame, written);
      },
      (message, error) => this.#unsendable(message, error),
    );
  }

  ready(): void {
    this.#outbox.post({ kind: 'ready' });
    this.#outbox.flush();
  }

  receive(frame: Frame<ToWorker<Task, Command>>): void {
    for (const message of frame) this.#handle(message);
    if (this.#nextTurn === undefined) this.#turn();
  }

  /** A sign of life, unless something was said a moment ago. */
  alive(): void {
    if (performance.now() - this.#spokeAt <= beatMs) return;
    this.#outbox.post({ kind: 'beat' });
    this.#outbox.flush();
  }

  /** Last words; nothing is sent after them. */
  crash(error: unknown): void {
    this.#outbox.post({ kind: 'crashing', error: toErrorData(error) });
    this.#outbox.flush();
  }

  /** Aborts what runs, lets it end, closes the job, sends what is left, leaves. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#inbox.length = 0;
    for (const task of this.#running.values()) task.abort();
    await Promise.all([...this.#running.values()].map((task) => task.ended));
    try {
      await this.#job.close?.();
    } catch (error) {
      this.crash(error);
    }
    await this.#outbox.drained();
    this.#leave();
  }

  #handle(message: ToWorker<Task, Command>): void {
    switch (message.kind) {
      case 'task':
        if (!this.#closing) this.#inbox.push(message);
        break;
      case 'cancel':
        this.#cancel(message.id);
        break;
      case 'command':
        this.#job.command?.(message.command);
        break;
      case 'taken':
        this.#drains.get(message.mark)?.();
        this.#drains.delete(message.mark);
        break;
      case 'ping':
        this.#outbox.post({ kind: 'beat' });
        break;
      case 'close':
        void this.close();
        break;
      default:
        unreachable(message);
    }
  }

  #turn(): void {
    this.#nextTurn = undefined;
    if (this.#occupied || this.#inbox.length === 0) return;
    const end = performance.now() + this.#turnMs;
    for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
      const ended = this.#begin(next.id, next.task);
      if (ended !== undefined && this.#job.oneByOne === true) {
        void this.#occupy(ended);
        break;
      }
      if (this.#inbox.length > 0 && performance.now() >= end) {
        this.#turnSoon();
        break;
      }
    }
    this.#outbox.flush();
  }

  #turnSoon(): void {
    this.#nextTurn ??= setImmediate(() => this.#turn());
  }

  async #occupy(ended: Promise<void>): Promise<void> {
    this.#occupied = true;
    await ended;
    this.#occupied = false;
    this.#outbox.flush();
    this.#turnSoon();
  }

  /** @returns what resolves when it has ended; undefined where it has */
  #begin(id: number, task: Task): Promise<void> | undefined {
    const running = new RunningTask<Event>({
      emit: (event) => {
        this.#outbox.post({ kind: 'event', id, event });
        if (performance.now() - this.#spokeAt > beatMs) this.#outbox.flush();
      },
      drained: () => this.#drained(),
      alive: () => this.alive(),
    });
    this.#running.set(id, running);
    try {
      const outcome = this.#job.run(task, running);
      if (outcome instanceof Promise) {
        return outcome.then(
          (result) => this.#done(id, result),
          (error) => this.#fail(id, toErrorData(error)),
        );
      }
      this.#done(id, outcome);
    } catch (error) {
      this.#fail(id, toErrorData(error));
    }
    return undefined;
  }

  #cancel(id: number): void {
    const waiting = this.#inbox.findIndex((entry) => entry.id === id);
    if (waiting >= 0) {
      this.#inbox.splice(waiting, 1);
      this.#fail(id, toErrorData(new Error('cancelled before it began')));
    } else this.#running.get(id)?.abort();
  }

  #done(id: number, result: Result): void {
    this.#end(id);
    this.#outbox.post({ kind: 'done', id, result });
  }

  #fail(id: number, error: ErrorData): void {
    this.#end(id);
    // What leaving cuts short is not the task's failure: the pool gives it to another worker.
    if (!this.#closing) this.#outbox.post({ kind: 'failed', id, error });
  }

  #end(id: number): void {
    this.#running.get(id)?.end();
    this.#running.delete(id);
  }

  /** A result or an event that cannot cross fails its task; a task that ended already has failed before. */
  #unsendable(message: FromWorker<Event, Result>, error: unknown): void {
    if (message.kind === 'done') this.#fail(message.id, toErrorData(error));
    else if (message.kind === 'event' && this.#running.has(message.id)) {
      this.#running.get(message.id)?.abort();
      this.#fail(message.id, toErrorData(error));
    }
  }

  #drained(): Promise<void> {
    const mark = ++this.#marks;
    this.#outbox.post({ kind: 'mark', mark });
    return new Promise((resolve) => this.#drains.set(mark, resolve));
  }
}
