import type { AnswerHeaders, HeaderList } from '../headers.ts';

/** What a connection is asked, and how it answers: the same for our own HTTP/1.1 and for undici. */
export interface LineRequest {
  readonly url: URL;
  readonly headers: HeaderList;
  /** No connection, no head, no further byte for so long: it has failed. */
  readonly timeoutMs: number;
}

/** A hand on a request and its answer; without effect once it is over. */
export interface LineControl {
  /** Of an answer that has begun. */
  pause(): void;
  resume(): void;
  /** Ends it, and its connection with it; the listener is told the error. */
  abort(error: Error): void;
}

/** Where one request goes: over a connection of ours, or what undici does with its own. */
export interface Line {
  send(request: LineRequest, listener: LineListener): void;
  /** The request is over: the next one may have it. */
  giveBack(): void;
}

/** Lends what requests go over that follow one another, each begun when the one before has been answered, as a rule. */
export interface Channel {
  lend(url: URL): Line | Promise<Line>;
  /**
   * For somebody who has one more request: whether it may be sent while the ones before are still being answered.
   * @param origin where it goes
   * @param underWay how many of those there are, as far as the asker knows: some may be about to be sent
   */
  hasRoom(origin: string, underWay: number): boolean;
  /** Told whenever there may be room; to be set by whoever waits for it. */
  onRoom: (() => void) | undefined;
}

export interface LineListener {
  /** Before anything else is said. */
  onSent(control: LineControl): void;
  onHead(status: number, headers: AnswerHeaders): void;
  /** The bytes are valid during the call. */
  onContent(bytes: Buffer): void;
  /** After it nothing more is said. */
  onEnd(): void;
  onError(error: Error): void;
}
