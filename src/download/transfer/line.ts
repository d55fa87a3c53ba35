import type { AnswerHeaders, HeaderList } from '../headers.ts';

/** What a connection is asked, and how it answers: the same for our own HTTP/1.1 and for undici. */
export interface LineRequest {
  readonly url: URL;
  readonly headers: HeaderList;
  /** No connection, no head, no further byte for so long: it has failed. */
  readonly timeoutMs: number;
}

/** A hand on the answer that is under way; without effect once it is over. */
export interface LineControl {
  pause(): void;
  resume(): void;
  /** Ends the connection; the listener is told the error. */
  abort(error: Error): void;
}

/** Where requests go: one connection of ours for one request at a time, or what undici does with its own. */
export interface Line {
  send(request: LineRequest, listener: LineListener): void;
  /** The request is over: the next one may have it. */
  giveBack(): void;
}

export interface LineListener {
  onHead(control: LineControl, status: number, headers: AnswerHeaders): void;
  /** The bytes are valid during the call. */
  onContent(bytes: Buffer): void;
  /** After it nothing more is said. */
  onEnd(): void;
  onError(error: Error): void;
}
