/** What crosses between a pool and its workers. Messages travel in frames: all that was said in one turn of a loop. */
import type { ErrorData } from './error-data.ts';

export type ToWorker<Task, Command> =
  | { readonly kind: 'task'; readonly id: number; readonly task: Task }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'command'; readonly command: Command }
  /** The pool has handled everything before this mark. */
  | { readonly kind: 'taken'; readonly mark: number }
  /** Asks for a `beat`. */
  | { readonly kind: 'ping' }
  | { readonly kind: 'close' };

export type FromWorker<Event, Result> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly id: number; readonly event: Event }
  | { readonly kind: 'done'; readonly id: number; readonly result: Result }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorData }
  /** Asks for `taken` once everything before it is handled. */
  | { readonly kind: 'mark'; readonly mark: number }
  | { readonly kind: 'beat' }
  /** The last words of a worker that goes down with an uncaught error. */
  | { readonly kind: 'crashing'; readonly error: ErrorData };

export type Frame<Message> = readonly Message[];
