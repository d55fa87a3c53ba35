import type { Dispatcher } from 'undici';
import { networkFailure, TransferFailure } from '../failure.ts';
import type { AnswerHeaders, HeaderList } from '../headers.ts';

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
  /** @returns false to throw the body away */
  begin(answer: Answer): boolean;
  /** The chunk is valid during the call. */
  data(chunk: Buffer): void;
}

export interface ExchangeRequest {
  readonly url: URL;
  readonly headers: HeaderList;
  readonly timeoutMs: number;
}

/** More than this is not worth reading to keep a connection. */
const longestDiscard = 64 * 1024;

/** One request, one answer, no redirect followed. @throws TransferFailure, or what the reader threw */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest, reader: BodyReader): Promise<Answer> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: 'GET',
        headers: flat(request.headers),
        headersTimeout: request.timeoutMs,
        bodyTimeout: request.timeoutMs,
      },
      new Exchange(request.url.href, reader, resolve, reject),
    );
  });
}

/** As undici takes them: name, value, name, value. */
function flat(headers: HeaderList): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #url: string;
  readonly #reader: BodyReader;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: Error) => void;
  #answer: Answer | undefined;
  #wanted = false;
  #discarded = 0;
  #own: Error | undefined;

  constructor(url: string, reader: BodyReader, resolve: (answer: Answer) => void, reject: (error: Error) => void) {
    this.#url = url;
    this.#reader = reader;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(): void {}

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    // 103 Early Hints and their like: the answer is still to come.
    if (status < 200) return;
    const answer: Answer = {
      url: this.#url,
      status,
      headers,
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      abort: (error) => this.#stop(controller, error),
    };
    this.#answer = answer;
    this.#guard(controller, () => {
      this.#wanted = this.#reader.begin(answer);
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#own !== undefined) return;
    if (this.#wanted) this.#guard(controller, () => this.#reader.data(chunk));
    else {
      this.#discarded += chunk.length;
      if (this.#discarded > longestDiscard) this.#stop(controller, new Discarded());
    }
  }

  onResponseEnd(): void {
    if (this.#own !== undefined) this.#finish(this.#own);
    else if (this.#answer !== undefined) this.#resolve(this.#answer);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(this.#own ?? error);
  }

  #guard(controller: Dispatcher.DispatchController, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#stop(controller, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #stop(controller: Dispatcher.DispatchController, error: Error): void {
    this.#own ??= error;
    controller.abort(error);
  }

  #finish(error: Error): void {
    // A body that nobody wanted may end as it likes.
    const unwanted = !this.#wanted && (error !== this.#own || error instanceof Discarded);
    if (this.#answer !== undefined && unwanted) this.#resolve(this.#answer);
    else this.#reject(error === this.#own || error instanceof TransferFailure ? error : networkFailure(error));
  }
}

class Discarded extends Error {}
