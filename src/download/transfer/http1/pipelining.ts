/**
 * Whether a server may be asked for the next files while it still answers (RFC 9112, 9.3.2), and how far ahead. Nearly
 * every server answers in order; a few, and boxes on the way to them, lose what was asked ahead, or worse, mix answers
 * up, and then a file would get the content of another. So a server is believed only after it has been put to the proof
 * with questions to which the answers are known, and no longer than it answers as it should.
 */
import { type AnswerHeaders, headerOf } from '../../headers.ts';
import type { LineRequest } from '../line.ts';
import type { Head } from './head.ts';

/** A file that is here already, and the answer that it came with. */
interface Sample {
  readonly request: LineRequest;
  readonly headers: AnswerHeaders;
  /** Asks whether it has changed. */
  readonly condition: Condition;
}

type Condition = readonly [name: 'if-none-match' | 'if-modified-since', value: string];

/** A question to which the answer is known. */
export interface Proof {
  readonly request: LineRequest;
  expects(status: number, headers: AnswerHeaders): boolean;
}

/** So often somebody had something to ask before a proof is worth its questions. */
const worthProof = 4;
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
  #state: 'unknown' | 'in proof' | 'proven' | 'refused' = 'unknown';
  #wishes = 0;
  #samples: Sample[] = [];
  /** Bytes of a file; milliseconds from request to answer; bytes a millisecond. */
  #usualBytes = 0;
  #delayMs = 0;
  #rate = 0;

  /** @param isBusy whether the servers wait for us: then there is nothing to gain, and nothing is asked ahead */
  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
  }

  /**
   * Whether one more may be sent. Somebody has it to send: that is what a proof is made for.
   * @param part of a file: no proof is needed, since its answer can't be taken for another one
   * @param asked requests that are not answered yet, or not wholly
   * @param left bytes of the answer that is coming: Infinity where it does not say, undefined where it has not begun
   */
  allows(part: boolean, asked: number, left: number | undefined): boolean {
    if (this.#isBusy()) return false;
    if (this.#state !== 'proven' && !(part && this.#state !== 'refused')) {
      this.#wishes += 1;
      return false;
    }
    return asked < deepest && (left ?? this.#usualBytes) + (asked - 1) * this.#usualBytes <= this.#window;
  }

  /** An answer has come as a whole, of so many bytes. */
  saw(request: LineRequest, head: Head, bytes: number): void {
    this.#usualBytes = this.#usualBytes === 0 ? bytes : mean(this.#usualBytes, bytes);
    if (overloaded.has(head.status)) this.refused();
    const [one, other] = this.#samples;
    if (this.#state !== 'unknown' || other !== undefined || head.status !== 200 || !isPlain(request)) return;
    const condition = conditionOf(head.headers);
    if (condition === undefined) return;
    // By its condition each answer of the proof is told from every other one.
    if (one !== undefined && one.condition[1] === condition[1]) return;
    this.#samples.push({ request, headers: head.headers, condition });
  }

  /** How long an answer took that had none before it on its way. */
  measured(delayMs: number, bodyMs: number, bytes: number): void {
    this.#delayMs = this.#delayMs === 0 ? delayMs : mean(this.#delayMs, delayMs);
    if (bytes < tellingBytes) return;
    const rate = bytes / Math.max(bodyMs, 1);
    this.#rate = this.#rate === 0 ? rate : mean(this.#rate, rate);
  }

  /** Questions to be sent at once, on a connection on which nothing else is; undefined where none are needed. */
  takeProof(): readonly Proof[] | undefined {
    const [one, other] = this.#samples;
    if (this.#state !== 'unknown' || this.#wishes < worthProof || one === undefined || other === undefined) {
      return undefined;
    }
    this.#state = 'in proof';
    // No two of them may change places without being noticed.
    return [whole(one), unchanged(other), whole(other), unchanged(one)];
  }

  /** Every question of the proof has had its own answer. */
  proved(): void {
    if (this.#state === 'in proof') this.#state = 'proven';
    this.#samples = [];
  }

  /** The server did not answer as one does that is asked ahead: nobody does so again. */
  refused(): void {
    this.#state = 'refused';
    this.#samples = [];
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
    request: soon(request),
    expects: (status, headers) => status === 200 && identityOf(headers) === identityOf(known),
  };
}

/** Whether it has changed: the answer is that this very version has not (RFC 9110, 15.4.5). */
function unchanged({ request, condition }: Sample): Proof {
  return {
    request: { ...soon(request), headers: [...request.headers, condition] },
    expects: (status, headers) => status === 304 && conditionOf(headers)?.[1] === condition[1],
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
