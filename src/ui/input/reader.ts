import { decode, decodeRest, type InputEvent, pasteEnd, pasteStart } from './decode.ts';

// An escape key and the start of a sequence look alike: what follows within this time (a slow link) belongs to it.
const restMs = 30;
/** A terminal sends a paste in one go; after so long a gap the keys are let through again. */
const pasteMs = 1000;
/** For so long the rest of a paste that stalled may still come, on a slow link; it must not be read as keys. */
const lateMs = 10_000;
const onlyInterrupts = /^\x03+$/;

/** Feeds what a terminal sends to a listener, a batch of events a chunk. Owns raw mode while it reads. */
export class InputReader {
  #rest = '';
  #timer: NodeJS.Timeout | undefined;
  /** A paste that stalled, from its start. */
  #stalled = '';
  #forget: NodeJS.Timeout | undefined;
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
    this.#keepStalled('');
    this.#stdin.off('data', this.#read);
    if (this.#stdin.isTTY) this.#stdin.setRawMode(false);
    this.#stdin.pause();
  }

  readonly #read = (chunk: string): void => {
    clearTimeout(this.#timer);
    const { events, rest } = decode(this.#before(chunk) + chunk);
    this.#rest = rest;
    if (isPaste(rest) || events.some(({ kind }) => kind === 'paste')) this.#keepStalled('');
    if (rest !== '') this.#timer = setTimeout(this.#giveUp, isPaste(rest) ? pasteMs : restMs);
    if (events.length > 0) this.#listener(events);
  };

  /** What came earlier and goes on with this chunk. */
  #before(chunk: string): string {
    // Nobody may be locked in by a paste without end: Ctrl-C by itself is no part of one.
    if (onlyInterrupts.test(chunk) && isPaste(this.#rest)) return '';
    return this.#stalled !== '' && goesOn(chunk) ? this.#stalled : this.#rest;
  }

  readonly #giveUp = (): void => {
    const events = decodeRest(this.#rest);
    if (isPaste(this.#rest)) this.#keepStalled(this.#rest);
    this.#rest = '';
    if (events.length > 0) this.#listener(events);
  };

  #keepStalled(paste: string): void {
    clearTimeout(this.#forget);
    this.#stalled = paste;
    if (paste !== '') this.#forget = setTimeout(() => this.#keepStalled(''), lateMs);
  }
}

function isPaste(rest: string): boolean {
  return rest.startsWith(pasteStart);
}

/** Whether this is more of a paste that stalled, and no key: keys come one by one, the rest of a paste at once. */
function goesOn(chunk: string): boolean {
  if (onlyInterrupts.test(chunk)) return false;
  const end = chunk.indexOf(pasteEnd);
  if (end >= 0) return !chunk.slice(0, end).includes(pasteStart);
  return !chunk.startsWith('\x1b') && (chunk.length > 2 || [...chunk].length > 1);
}
