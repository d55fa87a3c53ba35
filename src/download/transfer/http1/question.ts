import { TransferFailure } from '../../failure.ts';
import type { LineControl, LineListener, LineRequest } from '../line.ts';
import { type Unframing, unframe } from './body-reader.ts';
import { type Head, parseHead } from './head.ts';
import { ProtocolError } from './protocol-error.ts';
import { requestText } from './request.ts';

/** What a question needs of the line on which it is asked. */
export interface QuestionLine {
  pause(question: Question): void;
  resume(question: Question): void;
  abort(question: Question, error: Error): void;
}

const longestHead = 64 * 1024;
const mostInterim = 20;

/** A request on a line, and what has come of its answer. */
export class Question implements LineControl {
  readonly request: LineRequest;
  /** As it is sent. */
  readonly text: string;
  readonly listener: LineListener;
  /** One whose answer is known, which nobody misses (pipelining.ts). */
  readonly isProof: boolean;
  readonly #method: 'GET' | 'HEAD';
  readonly #line: QuestionLine;
  /** When it was sent on the connection that there is now; milliseconds, monotonic. */
  askedAt: number | undefined;
  /** Others were still to be answered when it was sent. */
  ahead = false;
  head: Head | undefined;
  headAt = 0;
  /** Bytes of content so far. */
  received = 0;
  paused = false;
  #body: Unframing | undefined;
  /** The beginning of its head. */
  #headPart: Buffer | undefined;
  /** Answers that only announce the one to come. */
  #interim = 0;

  /**
   * @param proof its method, where it is one
   * @throws TransferFailure where the request can't be written down
   */
  constructor(line: QuestionLine, request: LineRequest, listener: LineListener, proof?: 'GET' | 'HEAD') {
    this.#line = line;
    this.request = request;
    this.isProof = proof !== undefined;
    this.#method = proof ?? 'GET';
    this.text = requestText(this.#method, request.url, request.headers);
    this.listener = listener;
  }

  /** Its answer says itself to what it is one: which part of which version. */
  get isPart(): boolean {
    return this.request.headers.some(([name]) => name === 'range');
  }

  get isWhole(): boolean {
    return this.#body?.whole === true;
  }

  /** All of its content is here; its end may be still to come. */
  get isComplete(): boolean {
    return this.#body?.complete === true;
  }

  /** Bytes of content still to come: Infinity where the answer does not say, undefined where it has not begun. */
  get left(): number | undefined {
    return this.#body?.left;
  }

  get endsWithConnection(): boolean {
    return this.#body?.endsWithConnection === true;
  }

  /**
   * Reads one step on.
   * @returns what is left of the bytes
   * @throws ProtocolError
   */
  take(bytes: Buffer): Buffer {
    if (this.#body === undefined) return this.#takeHead(bytes);
    const { skip, content } = this.#body.next(bytes);
    this.received += content;
    if (content > 0) this.listener.onContent(bytes.subarray(skip, skip + content));
    return bytes.subarray(skip + content);
  }

  /** To be asked again, on another connection: it has no answer yet. */
  forget(): void {
    this.askedAt = undefined;
    this.ahead = false;
    this.#headPart = undefined;
    this.#interim = 0;
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

  #takeHead(bytes: Buffer): Buffer {
    const all = this.#headPart === undefined ? bytes : Buffer.concat([this.#headPart, bytes]);
    this.#headPart = undefined;
    const end = all.indexOf('\r\n\r\n');
    if ((end === -1 ? all.length : end) > longestHead) {
      throw new TransferFailure('the header of the answer is too large', 'never');
    }
    if (end === -1) {
      const begin = all.toString('latin1', 0, 7);
      if (!'HTTP/1.'.startsWith(begin)) throw new ProtocolError('its first line is no status line');
      if (all.includes('\n\n')) throw new ProtocolError('a line of its header does not end as it should');
      this.#headPart = Buffer.from(all);
      return all.subarray(all.length);
    }
    const head = parseHead(all.toString('latin1', 0, end), this.#method === 'HEAD');
    if (head.status < 200) {
      // 100 Continue, 103 Early Hints: the answer is still to come.
      this.#interim += 1;
      if (this.#interim > mostInterim) throw new ProtocolError('it announces answers without end');
    } else {
      this.head = head;
      this.headAt = performance.now();
      this.#body = unframe(head.framing);
      this.listener.onHead(head.status, head.headers);
    }
    return all.subarray(end + 4);
  }
}
