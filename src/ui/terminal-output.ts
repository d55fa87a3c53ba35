import type { WriteStream } from 'node:tty';

// How long a terminal that does not read is waited for when it is left.
const leaveMs = 1000;

/**
 * Output to a terminal that may stop reading (a hung connection, a suspended window). Node writes to terminals in blocking
 * calls (lib/tty.js): the whole program would stand still with it. Here writes wait in the stream instead.
 */
export class TerminalOutput {
  readonly #stream: WriteStream;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  start(): void {
    setBlocking(this.#stream, false);
  }

  /** Whether what was written earlier still waits for the terminal. */
  get clogged(): boolean {
    return this.#stream.writableLength > 0;
  }

  /** Resolves when the terminal has read what was written so far, or is gone. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.#stream.write('', () => resolve()));
  }

  /** Waits for the last words to be read; where nobody reads, neither they nor later ones on stderr hold the program up. */
  async finish(): Promise<void> {
    const { promise: late, resolve: giveUp } = Promise.withResolvers<'late'>();
    const timer = setTimeout(giveUp, leaveMs, 'late');
    const outcome = await Promise.race([this.flushed(), late]);
    clearTimeout(timer);
    if (outcome === 'late') setBlocking(process.stderr, false);
    else setBlocking(this.#stream, true);
  }
}

/** There is no public way to it; streams that are no terminals have nothing to set. */
function setBlocking(stream: object, blocking: boolean): void {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null || !('setBlocking' in handle)) return;
  if (typeof handle.setBlocking === 'function') handle.setBlocking(blocking);
}
