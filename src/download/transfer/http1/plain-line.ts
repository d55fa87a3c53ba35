/**
 * One connection for HTTP/1.1 without TLS, one request at a time. Bodies go from the socket to their reader in one step:
 * no stream, no parser and no copy in between, which together took most of the time that a small file takes.
 */
import { connect, type Socket } from 'node:net';
import { ioBuffer } from '../../../base/io-buffer.ts';
import { TransferFailure } from '../../failure.ts';
import type { LineControl, LineListener, LineRequest } from '../line.ts';
import { type Unframing, unframe } from './body-reader.ts';
import { type Head, parseHead } from './head.ts';
import { ProtocolError } from './protocol-error.ts';
import { requestText } from './request.ts';

const longestHead = 64 * 1024;
const mostInterim = 20;
/** So long an idle connection is believed to be there still; a server that says less is believed. */
const idleMs = 10_000;
/** Ours is given up so much earlier than the server means to end it. */
const idleMarginMs = 1_000;
const keepAliveProbeMs = 60_000;

/** What is read is used up before the next read, of whichever connection: one buffer for all, which stays in the cache. */
let shared: Buffer | undefined;
const readBytes = 512 * 1024;

class Exchange implements LineControl {
  readonly request: LineRequest;
  readonly listener: LineListener;
  readonly #line: PlainLine;
  head: Head | undefined;
  body: Unframing | undefined;
  paused = false;
  /** Answers that only announce the one to come. */
  interim = 0;

  constructor(line: PlainLine, request: LineRequest, listener: LineListener) {
    this.#line = line;
    this.request = request;
    this.listener = listener;
  }

  pause(): void {
    this.#line.pause(this);
  }

  resume(): void {
    this.#line.resume(this);
  }

  abort(error: Error): void {
    this.#line.abort(this, error);
  }
}

export class PlainLine {
  readonly #onGone: () => void;
  #socket: Socket | undefined;
  #connected = false;
  #exchange: Exchange | undefined;
  /** The beginning of a head, or what had come already when its answer was told to pause. */
  #waiting: Buffer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #usableUntil = Number.POSITIVE_INFINITY;

  /** @param onGone the connection is over while nobody uses it */
  constructor(onGone: () => void) {
    this.#onGone = onGone;
  }

  /** Whether a next request may use the connection. */
  get isUsable(): boolean {
    return this.#connected && performance.now() < this.#usableUntil;
  }

  /** One request; the one before is over. */
  send(request: LineRequest, listener: LineListener): void {
    const exchange = new Exchange(this, request, listener);
    let text: string;
    try {
      text = requestText(request.url, request.headers);
    } catch (error) {
      listener.onError(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#exchange = exchange;
    this.#watch(request.timeoutMs);
    const socket = this.#socket ?? this.#connect(request.url);
    if (this.#connected) socket.write(text, 'latin1');
    else socket.once('connect', () => socket.write(text, 'latin1'));
  }

  destroy(): void {
    this.#lose(new TransferFailure('the connection was closed', 'later'));
  }

  pause(exchange: Exchange): void {
    if (exchange !== this.#exchange || exchange.paused) return;
    exchange.paused = true;
    this.#socket?.pause();
  }

  resume(exchange: Exchange): void {
    if (exchange !== this.#exchange || !exchange.paused) return;
    exchange.paused = false;
    this.#timer?.refresh();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.#read(waiting);
    if (!this.#exchange?.paused) this.#socket?.resume();
  }

  abort(exchange: Exchange, error: Error): void {
    if (exchange === this.#exchange) this.#lose(error);
  }

  #connect({ hostname, port }: URL): Socket {
    shared ??= ioBuffer(readBytes);
    const socket = connect({
      host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port: port === '' ? 80 : Number(port),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveProbeMs,
      onread: {
        buffer: shared,
        callback: (length, buffer) => {
          heard(() => this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, length)));
          return this.#exchange?.paused !== true;
        },
      },
    });
    // Of a socket that was given up nothing counts any more.
    const heard = (what: () => void) => {
      if (socket === this.#socket) what();
    };
    socket.on('connect', () =>
      heard(() => {
        this.#connected = true;
        this.#timer?.refresh();
      }),
    );
    socket.on('error', (error) => heard(() => this.#lose(error)));
    socket.on('end', () => heard(() => this.#ended()));
    socket.on('close', () => heard(() => this.#lose(closedEarly())));
    // Nothing is read by its stream, whose end is announced only while it flows.
    socket.resume();
    this.#socket = socket;
    return socket;
  }

  /** One clock a connection: an answer that says nothing fails, an idle connection ends. */
  #watch(timeoutMs: number): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#silent(), timeoutMs).unref();
    else this.#timer.refresh();
  }

  #silent(): void {
    const exchange = this.#exchange;
    if (exchange?.paused) this.#timer?.refresh();
    else if (exchange?.head !== undefined) this.#lose(new TransferFailure('no byte came for too long', 'later'));
    else this.#lose(new TransferFailure(this.#connected ? 'no answer in time' : 'no connection in time', 'later'));
  }

  #read(bytes: Buffer): void {
    try {
      // A head has its time as a whole: one that trickles does not get more of it.
      if (this.#exchange?.body !== undefined) this.#timer?.refresh();
      this.#consume(bytes);
    } catch (error) {
      this.#lose(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #consume(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0 && this.#socket !== undefined) {
      const exchange = this.#exchange;
      // Nobody has asked for anything: whatever it is, the next answer must not begin with it.
      if (exchange === undefined) {
        this.#lose(new ProtocolError('bytes follow its end'));
        return;
      }
      if (exchange.paused) {
        this.#waiting = Buffer.from(rest);
        return;
      }
      if (exchange.body === undefined) rest = this.#takeHead(exchange, rest);
      else {
        const { skip, content } = exchange.body.next(rest);
        if (content > 0) exchange.listener.onContent(rest.subarray(skip, skip + content));
        rest = rest.subarray(skip + content);
      }
      if (exchange === this.#exchange && exchange.body?.whole) this.#finish(exchange, rest.length > 0);
    }
  }

  /** @returns what follows the head, where it is complete */
  #takeHead(exchange: Exchange, bytes: Buffer): Buffer {
    const all = this.#waiting === undefined ? bytes : Buffer.concat([this.#waiting, bytes]);
    this.#waiting = undefined;
    const end = all.indexOf('\r\n\r\n');
    if ((end === -1 ? all.length : end) > longestHead) {
      throw new TransferFailure('the header of the answer is too large', 'never');
    }
    if (end === -1) {
      const begin = all.toString('latin1', 0, 7);
      if (!'HTTP/1.'.startsWith(begin)) throw new ProtocolError('its first line is no status line');
      if (all.includes('\n\n')) throw new ProtocolError('a line of its header does not end as it should');
      this.#waiting = Buffer.from(all);
      return all.subarray(all.length);
    }
    const head = parseHead(all.toString('latin1', 0, end));
    if (head.status < 200) {
      // 100 Continue, 103 Early Hints: the answer is still to come.
      exchange.interim += 1;
      if (exchange.interim > mostInterim) throw new ProtocolError('it announces answers without end');
    } else {
      this.#timer?.refresh();
      exchange.head = head;
      exchange.body = unframe(head.framing);
      exchange.listener.onHead(exchange, head.status, head.headers);
    }
    return all.subarray(end + 4);
  }

  #finish(exchange: Exchange, more: boolean): void {
    const { head, paused, listener } = exchange;
    this.#exchange = undefined;
    const patience = Math.min(idleMs, (head?.idleMs ?? idleMs + idleMarginMs) - idleMarginMs);
    this.#usableUntil = performance.now() + patience;
    if (head?.persistent !== true || more) this.#drop();
    else if (paused) this.#socket?.resume();
    listener.onEnd();
  }

  /** The server has said all it had to say. */
  #ended(): void {
    const exchange = this.#exchange;
    if (exchange?.body?.endsWithConnection) {
      this.#exchange = undefined;
      this.#drop();
      exchange.listener.onEnd();
    } else this.#lose(closedEarly());
  }

  #lose(error: Error): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    const wasThere = this.#socket !== undefined;
    this.#drop();
    if (exchange !== undefined) exchange.listener.onError(error);
    else if (wasThere) this.#onGone();
  }

  /** Nothing of this connection is heard any more; the next request opens another one. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#connected = false;
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    socket?.destroy();
  }
}

function closedEarly(): TransferFailure {
  return new TransferFailure('the connection was closed before the end', 'later');
}
