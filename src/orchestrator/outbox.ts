/**
 * Gathers what is said in one turn of the event loop into one message, and holds back while the channel has a backlog:
 * without it a flood of small messages freezes both sides of an IPC channel (node #7657).
 */
import type { Frame } from './protocol.ts';

/** A frame is cut here, so that the receiver's loop turns between two of them. */
const longestFrame = 1_000;

/**
 * Hands a frame to the channel; `written` is called when the system has taken it, also when it never will. False means
 * backlog: nothing more until then. Throws, before anything is written, for a value that the structured clone refuses.
 */
export type WriteFrame<Message> = (frame: Frame<Message>, written: () => void) => boolean;

export class Outbox<Message> {
  #queue: Message[] = [];
  #backlog = false;
  #inFlight = 0;
  #scheduled: NodeJS.Immediate | undefined;
  #waiters: (() => void)[] = [];
  readonly #write: WriteFrame<Message>;
  readonly #onUnsendable: (message: Message, error: unknown) => void;

  /** `onUnsendable` gets a message that the structured clone refuses; the others of its frame are sent. */
  constructor(write: WriteFrame<Message>, onUnsendable: (message: Message, error: unknown) => void) {
    this.#write = write;
    this.#onUnsendable = onUnsendable;
  }

  post(message: Message): void {
    this.#queue.push(message);
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Sends at once, for work that will block the loop or has just ended. */
  flush(): void {
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    while (this.#queue.length > 0 && !this.#backlog) {
      const frame = this.#queue.length <= longestFrame ? this.#queue : this.#queue.slice(0, longestFrame);
      this.#queue = frame === this.#queue ? [] : this.#queue.slice(longestFrame);
      this.#send(frame);
    }
    this.#settle();
  }

  /** Resolves when the system has taken everything posted so far: only then may a process exit. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.flush();
    });
  }

  #send(frame: Frame<Message>): void {
    this.#inFlight += 1;
    try {
      if (!this.#write(frame, () => this.#written())) this.#backlog = this.#inFlight > 0;
    } catch (error) {
      this.#inFlight -= 1;
      const [only] = frame;
      if (frame.length === 1 && only !== undefined) this.#onUnsendable(only, error);
      else for (const message of frame) this.#send([message]);
    }
  }

  #written(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    if (this.#backlog) {
      this.#backlog = false;
      this.flush();
    } else this.#settle();
  }

  #settle(): void {
    if (this.#queue.length > 0 || this.#inFlight > 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
