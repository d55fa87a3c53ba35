import { decode, decodeRest, type InputEvent } from './decode.ts';

// An escape key and the start of a sequence look alike: what follows within this time (a slow link) belongs to it.
const restMs = 30;

/** Feeds what a terminal sends to a listener, a batch of events a chunk. Owns raw mode while it reads. */
export class InputReader {
  #rest = '';
  #timer: NodeJS.Timeout | undefined;
  readonly #stdin: NodeJS.ReadStream;
  readonly #listener: (events: readonly InputEvent[]) => void;

  constructor(stdin: NodeJS.ReadStream, listener: (events: readonly InputEvent[]) => void) {
    this.#stdin = stdin;
    this.#listener = listener;
  }

  start(): void {
    this.#stdin.setEncoding('utf8');
    if (this.#stdin.isTTY) this.#stdin.setRawMode(true);
    this.#stdin.on('data', this.#read);
    this.#stdin.resume();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#rest = '';
    this.#stdin.off('data', this.#read);
    if (this.#stdin.isTTY) this.#stdin.setRawMode(false);
    this.#stdin.pause();
  }

  readonly #read = (chunk: string): void => {
    clearTimeout(this.#timer);
    const { events, rest } = decode(this.#rest + chunk);
    this.#rest = rest;
    if (rest !== '' && !rest.startsWith('\x1b[200~')) this.#timer = setTimeout(this.#giveUp, restMs);
    if (events.length > 0) this.#listener(events);
  };

  readonly #giveUp = (): void => {
    const events = decodeRest(this.#rest);
    this.#rest = '';
    if (events.length > 0) this.#listener(events);
  };
}
