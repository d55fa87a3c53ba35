/** What undici transfers: TLS, with HTTP/2 where the server offers it, and whatever goes through a proxy. */
import type { Agent as AgentType, buildConnector, Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { AnswerHeaders, HeaderList } from '../headers.ts';
import { createConnector } from './connector.ts';
import type { LineListener, LineRequest } from './line.ts';
import { failResetStreams } from './reset-streams.ts';

failResetStreams();

export const agentOptions: AgentType.Options = {
  maxHeaderSize: 64 * 1024,
  pipelining: 1,
  keepAliveTimeout: 10_000,
};

export function directAgent(connect: buildConnector.BuildOptions): Dispatcher {
  return new Agent({ ...agentOptions, connect: createConnector(connect) });
}

export function sendOver(dispatcher: Dispatcher, request: LineRequest, listener: LineListener): void {
  dispatcher.dispatch(
    {
      origin: request.url.origin,
      path: request.url.pathname + request.url.search,
      method: 'GET',
      headers: flat(request.headers),
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
    },
    new Handler(listener),
  );
}

/** As undici takes them: name, value, name, value. */
function flat(headers: HeaderList): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

class Handler implements Dispatcher.DispatchHandler {
  readonly #listener: LineListener;

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#listener.onSent({
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      abort: (error) => controller.abort(error),
    });
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    // 103 Early Hints and their like: the answer is still to come.
    if (status >= 200) this.#listener.onHead(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#listener.onContent(chunk);
  }

  onResponseEnd(): void {
    this.#listener.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#listener.onError(error);
  }
}
