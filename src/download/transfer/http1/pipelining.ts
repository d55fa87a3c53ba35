/**
 * Whether a server may be asked for the next files while it still answers (RFC 9112, 9.3.2), and how far ahead. Nearly
 * every server answers in order; a few, and boxes on the way to them, lose what was asked ahead, or worse, mix answers
 * up, and then a file would get the content of another. So each connection, behind which may be another server, is put to
 * the proof with questions to which the answers are known, and none is believed any more once one has not answered as it
 * should.
 */
import { type AnswerHeaders, headerOf } from '../../headers.ts';
import type { LineRequest } from '../line.ts';
import type { Head } from './head.ts';

/** A file that is here already, and the answer that it came with. */
interface Sample {
  readonly request: LineRequest;
  readonly headers: AnswerHeaders;
  readonly bytes: number;
  /** Asks whether it has changed. */
  readonly condition: Condition;
}

type Condition = readonly [name: 'if-none-match' | 'if-modified-since', value: string];

/** A question to which the answer is known. */
export interface Proof {
  readonly method: 'HEAD' | 'GET';
  readonly request: LineRequest;
  expects(status: number, headers: AnswerHeaders): boolean;
}

const proofTimeoutMs = 2000;
/** Requests on their way on one connection. */
const deepest = 8;
/** Bytes on their way ahead of the answer to a further request: at least, at most. */
const [smallestWindow, largestWindow] = [256 * 1024, 4 * 2 ** 20];
/** A body shorter than this says more about delay than about rate. */
const tellingBytes = 256 * 1024;
/** Too many requests, no time for more: such a server is not asked ahead. */
const overloaded: ReadonlySet<number> = new Set([429, 503]);
/** What was measured last counts for so much. */
const weight = 0.25;

/** What is known of one origin. */
export class Pipelining {
  readonly #isBusy: () => boolean;
  #isRefused = false;
  #sample: Sample | undefined;
  /** Bytes of a file; milliseconds from request to answer; bytes a millisecond. */
  #usualBytes = 0;
  #delayMs = 0;
  #rate = 0;

  /** @param isBusy whether the servers wait for us: then there is nothing to gain, and nothing is asked ahead */
  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
  }

  /** Nothing is asked ahead now, whatever it is. */
  get isOff(): boolean {
    return this.#isRefused || this.#isBusy();
  }

  /**
   * Whether one more may be sent.
   * @param asked requests that are not answered yet, or not wholly
   * @param left bytes of the answer that is coming: Infinity where it does not say, undefined where it has not begun
   */
  allows(asked: number, left: number | undefined): boolean {
    return asked < deepest && (left ?? this.#usualBytes) + (asked - 1) * this.#usualBytes <= this.#window;
  }

  /** An answer has come as a whole, of so many bytes. */
  saw(request: LineRequest, head: Head, bytes: number): void {
    this.#usualBytes = this.#usualBytes === 0 ? bytes : mean(this.#usualBytes, bytes);
    if (overloaded.has(head.status)) this.refused();
    if (this.#isRefused || this.#sample !== undefined || head.status !== 200 || bytes < 3 || !isPlain(request)) return;
    const condition = conditionOf(head.headers);
    if (condition === undefined || headerOf(head.headers, 'accept-ranges') !== 'bytes') return;
    this.#sample = { request, headers: head.headers, bytes, condition };
  }

  /** How long an answer took that had none before it on its way. */
  measured(delayMs: number, bodyMs: number, bytes: number): void {
    this.#delayMs = this.#delayMs === 0 ? delayMs : mean(this.#delayMs, delayMs);
    if (bytes < tellingBytes) return;
    const rate = bytes / Math.max(bodyMs, 1);
    this.#rate = this.#rate === 0 ? rate : mean(this.#rate, rate);
  }

  /** Questions to be sent at once, on a connection on which nothing else is; none as long as no answers are known. */
  proofs(): readonly Proof[] {
    const sample = this.#sample;
    if (this.#isRefused || sample === undefined) return [];
    // No two of the answers are alike, so none can change places with another without being noticed.
    return [whole(sample), part(sample, 0, 0), unchanged(sample), part(sample, 1, 2)];
  }

  /** The server did not answer as one does that is asked ahead: nobody does so again. */
  refused(): void {
    this.#isRefused = true;
    this.#sample = undefined;
  }

  /** What comes in the time of two delays: the answer to the next request follows without a gap, and nothing waits long. */
  get #window(): number {
    return Math.min(largestWindow, Math.max(smallestWindow, 2 * this.#rate * this.#delayMs));
  }
}

function mean(before: number, now: number): number {
  return before + (now - before) * weight;
}

/** Not for a part, and without a condition. */
function isPlain({ headers }: LineRequest): boolean {
  return !headers.some(([name]) => name === 'range' || name.startsWith('if-'));
}

/** That file once more: the answer is the one it came with. */
function whole({ request, headers: known }: Sample): Proof {
  return {
    method: 'HEAD',
    request: soon(request),
    expects: (status, headers) => status === 200 && identityOf(headers) === identityOf(known),
  };
}

/** Some bytes of it: the answer says which they are. @param last the last of them */
function part({ request, bytes }: Sample, first: number, last: number): Proof {
  return {
    method: 'GET',
    request: { ...soon(request), headers: [...request.headers, ['range', `bytes=${first}-${last}`]] },
    expects: (status, headers) => status === 206 && headers['content-range'] === `bytes ${first}-${last}/${bytes}`,
  };
}

/** Whether it has changed. */
function unchanged({ request, condition }: Sample): Proof {
  return {
    method: 'HEAD',
    request: { ...soon(request), headers: [...request.headers, condition] },
    expects: (status) => status === 304,
  };
}

function soon(request: LineRequest): LineRequest {
  return { ...request, timeoutMs: Math.min(request.timeoutMs, proofTimeoutMs) };
}

function conditionOf(headers: AnswerHeaders): Condition | undefined {
  const [etag, lastModified] = [headerOf(headers, 'etag'), headerOf(headers, 'last-modified')];
  if (etag !== undefined) return ['if-none-match', etag];
  return lastModified === undefined ? undefined : ['if-modified-since', lastModified];
}

function identityOf(headers: AnswerHeaders): string {
  return JSON.stringify(['etag', 'last-modified', 'content-length'].map((name) => headerOf(headers, name)));
}
