import { networkFailure, TransferFailure } from '../failure.ts';
import type { AnswerHeaders, HeaderList } from '../headers.ts';
import type { Line, LineControl, LineListener } from './line.ts';

/** The head of an answer, and a hand on its body. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: AnswerHeaders;
  pause(): void;
  resume(): void;
  /** Ends the connection; the exchange rejects with the error. */
  abort(error: Error): void;
}

/** Takes the body as it comes. A throw ends the exchange with that error. */
export interface BodyReader {
  /** It has been asked for, and may be stopped from now on: the exchange rejects with the error. */
  asked?(stop: (error: Error) => void): void;
  /** @returns false to throw the body away: then the exchange is over, and what is still to come keeps nobody waiting */
  begin(answer: Answer): boolean;
  /** The chunk is valid during the call. */
  data(chunk: Buffer): void;
}

export interface ExchangeRequest {
  readonly url: URL;
  readonly headers: HeaderList;
  readonly timeoutMs: number;
}

/** More bytes than this, or a longer wait, are not worth a connection that is kept. */
const [longestDiscard, longestDiscardMs] = [64 * 1024, 500];

/** One request, one answer, no redirect followed. @throws TransferFailure, or what the reader threw */
export function exchange(line: Line, request: ExchangeRequest, reader: BodyReader): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const answering = new Exchange(request.url.href, reader, resolve, reject);
    line.send(request, answering);
    reader.asked?.((error) => answering.stop(error));
  });
}

class Exchange implements LineListener {
  readonly #url: string;
  readonly #reader: BodyReader;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;
  #answer: Answer | undefined;
  #wanted = false;
  #discarded = 0;
  #patience: NodeJS.Timeout | undefined;
  #control: LineControl | undefined;
  #own: Error | undefined;

  constructor(url: string, reader: BodyReader, resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.#url = url;
    this.#reader = reader;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onSent(control: LineControl): void {
    this.#control = control;
  }

  onHead(status: number, headers: AnswerHeaders): void {
    const answer: Answer = {
      url: this.#url,
      status,
      headers,
      pause: () => this.#control?.pause(),
      resume: () => this.#control?.resume(),
      abort: (error) => this.stop(error),
    };
    this.#answer = answer;
    this.#guard(() => {
      this.#wanted = this.#reader.begin(answer);
    });
    if (this.#wanted || this.#own !== undefined) return;
    this.#patience = setTimeout(() => this.stop(new Discarded()), longestDiscardMs).unref();
    this.#resolve(answer);
  }

  onContent(chunk: Buffer): void {
    if (this.#own !== undefined) return;
    if (this.#wanted) this.#guard(() => this.#reader.data(chunk));
    else {
      this.#discarded += chunk.length;
      if (this.#discarded > longestDiscard) this.stop(new Discarded());
    }
  }

  onEnd(): void {
    clearTimeout(this.#patience);
    if (this.#own !== undefined) this.#finish(this.#own);
    else if (this.#answer !== undefined) this.#resolve(this.#answer);
  }

  onError(error: Error): void {
    this.#finish(this.#own ?? error);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.stop(error instanceof Error ? error : new Error(String(error)));
    }
  }

  stop(error: Error): void {
    this.#own ??= error;
    this.#control?.abort(error);
  }

  #finish(error: Error): void {
    clearTimeout(this.#patience);
    // Without effect where nobody wanted the body: it may end as it likes.
    this.#reject(error === this.#own || error instanceof TransferFailure ? error : networkFailure(error));
  }
}

class Discarded extends Error {}
