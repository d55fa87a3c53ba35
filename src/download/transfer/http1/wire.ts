/** The socket of one connection without TLS: text into it, bytes out of it, and one end. */
import { connect, type Socket } from 'node:net';
import { bodyDesk } from '../hash-desk.ts';

export interface WireListener {
  onConnect(): void;
  /** The bytes are valid during the call. @returns whether more may be read */
  onBytes(bytes: Buffer): boolean;
  /** The server has said all it had to say. */
  onEnd(): void;
  /** @param error undefined where nobody said why */
  onLost(error: Error | undefined): void;
}

const keepAliveProbeMs = 60_000;

export class Wire {
  readonly #socket: Socket;
  #connected = false;
  #givenUp = false;
  #unsent = '';
  #flush: NodeJS.Immediate | undefined;

  constructor({ hostname, port }: URL, listener: WireListener) {
    this.#socket = connect({
      host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port: port === '' ? 80 : Number(port),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveProbeMs,
      onread: {
        buffer: bodyDesk().forSockets,
        callback: (length, buffer) =>
          this.#givenUp || listener.onBytes(Buffer.from(buffer.buffer, buffer.byteOffset, length)),
      },
    });
    this.#hear(listener);
    // Nothing is read by its stream, whose end is announced only while it flows.
    this.#socket.resume();
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  send(text: string): void {
    this.#unsent += text;
    if (this.#connected) this.#send();
  }

  /** Together with whatever else this turn of the event loop brings: one call and one packet. */
  sendSoon(text: string): void {
    this.#unsent += text;
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      if (this.#connected) this.#send();
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Nothing of it is heard any more. */
  destroy(): void {
    this.#givenUp = true;
    clearImmediate(this.#flush);
    this.#socket.destroy();
  }

  #send(): void {
    const text = this.#unsent;
    this.#unsent = '';
    if (text !== '' && !this.#givenUp) this.#socket.write(text, 'latin1');
  }

  #hear(listener: WireListener): void {
    const unlessGivenUp = (what: () => void) => {
      if (!this.#givenUp) what();
    };
    this.#socket.on('connect', () =>
      unlessGivenUp(() => {
        this.#connected = true;
        this.#send();
        listener.onConnect();
      }),
    );
    this.#socket.on('error', (error) => unlessGivenUp(() => listener.onLost(error)));
    this.#socket.on('end', () => unlessGivenUp(() => listener.onEnd()));
    this.#socket.on('close', () => unlessGivenUp(() => listener.onLost(undefined)));
  }
}
