/**
 * One connection for HTTP/1.1 without TLS. Bodies go from the socket to their reader in one step: no stream, no parser and
 * no copy in between, which together took most of the time that a small file takes. Requests are answered in the order in
 * which they were sent; a next one is on its way while the one before is answered, where the server can be trusted to bear
 * it (pipelining.ts). What was asked ahead and has no answer when the connection ends is asked again on a new one.
 */
import { TransferFailure } from '../../failure.ts';
import type { LineListener, LineRequest } from '../line.ts';
import { relieved } from '../relief.ts';
import { Clock } from './clock.ts';
import type { Pipelining } from './pipelining.ts';
import { ProtocolError } from './protocol-error.ts';
import { Question } from './question.ts';
import { Standing } from './standing.ts';
import { Wire } from './wire.ts';

/** So long an idle connection is believed to be there still; a server that says less is believed. */
const idleMs = 10_000;
/** Ours is given up so much earlier than the server means to end it. */
const idleMarginMs = 1_000;
/** So long a trailer, which nobody reads, is waited for. */
const trailerMs = 500;
/** A server that has not begun to answer so long after it was its turn has lost what was asked ahead. */
const aheadPatienceMs = 2_000;

export class PlainLine {
  readonly #pipelining: Pipelining;
  readonly #onGone: () => void;
  /** Told whenever there may be room for one more request; set by whoever has one. */
  onRoom: (() => void) | undefined;
  /** Nobody has it: set by whoever lends it. */
  isIdle = false;
  #wire: Wire | undefined;
  /** Those without a whole answer, in order: the first is being answered. */
  #questions: Question[] = [];
  #standing: Standing;
  /** What had come already when its reader told it to pause. */
  #held: Buffer | undefined;
  /** An answer that says nothing fails, an idle connection ends. */
  readonly #clock = new Clock(() => this.#silent());
  #usableUntil = Number.POSITIVE_INFINITY;

  /** @param onGone the connection is over while nobody uses it */
  constructor(pipelining: Pipelining, onGone: () => void) {
    this.#pipelining = pipelining;
    this.#standing = new Standing(pipelining);
    this.#onGone = onGone;
  }

  /** Until then an idle connection is believed to be there; milliseconds, monotonic. */
  get usableUntil(): number {
    return this.#usableUntil;
  }

  /** Whether a next request may use the connection. */
  get isUsable(): boolean {
    return this.#wire?.isConnected === true && performance.now() < this.#usableUntil;
  }

  /**
   * For somebody who has one more request: whether it may be sent while others are still to be answered.
   * @param part of a file
   * @param underWay how many there are, those included that are about to be sent
   */
  allowsAhead(part: boolean, underWay: number): boolean {
    return this.#allows(part, Math.max(underWay, this.#questions.length));
  }

  /** Sent at once, or ahead where that is allowed, or when those before it have been answered. */
  send(request: LineRequest, listener: LineListener): void {
    let question: Question;
    try {
      question = new Question(this, request, listener);
    } catch (error) {
      listener.onError(errorOf(error));
      return;
    }
    listener.onSent(question);
    this.#questions.push(question);
    this.#ask();
    this.onRoom?.();
  }

  destroy(): void {
    const questions = this.#questions;
    this.#questions = [];
    this.#drop();
    for (const { listener } of questions) listener.onError(new TransferFailure('the connection was closed', 'later'));
  }

  pause(question: Question): void {
    if (question !== this.#questions[0] || question.paused) return;
    question.paused = true;
    this.#wire?.pause();
  }

  resume(question: Question): void {
    if (question !== this.#questions[0] || !question.paused) return;
    question.paused = false;
    this.#clock.restart();
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#read(held);
    if (!this.#questions[0]?.paused) this.#wire?.resume();
  }

  abort(question: Question, error: Error): void {
    const index = this.#questions.indexOf(question);
    if (index === -1) return;
    this.#questions.splice(index, 1);
    if (index === 0) this.#drop();
    // Its answer will come all the same, if it has been sent: those before it are the last ones on this connection.
    else if (question.askedAt !== undefined) this.#standing.endAfter(index);
    question.listener.onError(error);
    this.#ask();
    this.#leaveIfGone();
  }

  /** Those that have not been asked: the first one always, further ones ahead. */
  #ask(): void {
    for (const [index, question] of this.#questions.entries()) {
      if (question.askedAt !== undefined) continue;
      const ahead = index > 0;
      if (ahead && !(question.isProof || this.#allows(question.isPart, index))) return;
      this.#wire ??= this.#connect(question.request.url);
      question.ahead = ahead;
      question.askedAt = performance.now();
      if (ahead) this.#wire.sendSoon(question.text);
      else {
        this.#watch(question);
        this.#wire.send(question.text);
      }
    }
  }

  /** @param asked requests that are on their way */
  #allows(part: boolean, asked: number): boolean {
    const [current] = this.#questions;
    return current !== undefined && this.#standing.allows(current, part, asked);
  }

  #connect(url: URL): Wire {
    return new Wire(url, {
      onConnect: () => this.#clock.restart(),
      onBytes: (bytes) => {
        this.#read(bytes);
        return this.#questions[0]?.paused !== true;
      },
      onEnd: () => this.#ended(),
      onLost: (error) => {
        if (relieved(error)) this.#connectAgain();
        else this.#lose(error ?? closedEarly());
      },
    });
  }

  /** The connection could not be opened, and may be by now. */
  #connectAgain(): void {
    this.#drop();
    this.#ask();
  }

  /** What was asked ahead has less time to begin: it can still be asked again by itself. */
  #watch({ request: { timeoutMs }, ahead, head }: Question): void {
    this.#clock.set(ahead && head === undefined ? Math.min(timeoutMs, aheadPatienceMs) : timeoutMs);
  }

  #silent(): void {
    const [question] = this.#questions;
    if (question?.paused) this.#clock.restart();
    else if (question?.isComplete) this.#endWithConnection(question);
    else if (question?.head !== undefined) this.#lose(new TransferFailure('no byte came for too long', 'later'), true);
    else {
      const connected = this.#wire?.isConnected === true;
      this.#lose(new TransferFailure(connected ? 'no answer in time' : 'no connection in time', 'later'), true);
    }
  }

  #read(bytes: Buffer): void {
    const [question] = this.#questions;
    const before = question?.received;
    try {
      this.#consume(bytes);
      // A head has its time as a whole, and so have sizes of chunks and a trailer: what trickles does not get more of it.
      if (question?.received !== before) this.#clock.restart();
    } catch (error) {
      this.#lose(errorOf(error));
    }
    if (this.#questions.length > 1) this.#ask();
    this.onRoom?.();
  }

  #consume(bytes: Buffer): void {
    const wire = this.#wire;
    let rest = bytes;
    while (rest.length > 0 && this.#wire === wire) {
      const [question] = this.#questions;
      // Nobody has asked for anything: whatever it is, the next answer must not begin with it.
      if (question?.askedAt === undefined) throw new ProtocolError('bytes follow its end');
      if (question.paused) {
        this.#held = Buffer.from(rest);
        return;
      }
      const { head: headBefore, isComplete: wasComplete } = question;
      rest = question.take(rest);
      if (question.head !== headBefore) this.#watch(question);
      // The end of a trailer that kept us waiting; its beginning.
      if (wasComplete && question.isWhole) this.#watch(question);
      else if (question.isComplete && !wasComplete && !question.isWhole) this.#clock.set(trailerMs);
      if (question === this.#questions[0] && question.isWhole) this.#finish(question, rest.length > 0);
    }
  }

  /** @param more bytes follow already */
  #finish(question: Question, more: boolean): void {
    const { head, headAt, askedAt = headAt, ahead, paused, received } = question;
    this.#questions.shift();
    const isLast = this.#standing.answered();
    const now = performance.now();
    if (head !== undefined && !question.isProof) this.#pipelining.saw(question.request, head, received);
    if (!ahead) this.#pipelining.measured(headAt - askedAt, now - headAt, received);
    const patience = Math.min(idleMs, (head?.idleMs ?? idleMs + idleMarginMs) - idleMarginMs);
    this.#usableUntil = now + patience;
    const [next] = this.#questions;
    const surplus = more && next?.askedAt === undefined;
    if (head?.persistent !== true || surplus || isLast) this.#drop();
    else {
      if (next !== undefined) this.#watch(next);
      if (paused) this.#wire?.resume();
    }
    question.listener.onEnd();
    // What is asked meanwhile can wait for so long.
    if (this.#questions.length === 0 && this.#wire !== undefined) this.#questions = this.#standing.proof(this);
    this.#ask();
    this.#leaveIfGone();
  }

  /** Whoever asked last has given it back while its answer, which nobody wanted, was still coming. */
  #leaveIfGone(): void {
    if (this.isIdle && this.#wire === undefined) this.#onGone();
  }

  /** The server has said all it had to say. */
  #ended(): void {
    const [question] = this.#questions;
    if (question?.endsWithConnection) this.#endWithConnection(question);
    else this.#lose(closedEarly());
  }

  #endWithConnection(question: Question): void {
    this.#questions.shift();
    this.#drop();
    question.listener.onEnd();
    this.#ask();
    this.#leaveIfGone();
  }

  /**
   * The first question fails, unless it has no answer and that may be because the server had ended, or had
   * enough of, a connection that was used before: then it is asked again on a new one (RFC 9110, 9.2.2).
   * @param silent the server has had its time: one more would be no different, unless this was asked ahead
   */
  #lose(error: Error, silent = false): void {
    const wasThere = this.#wire !== undefined;
    const [current] = this.#questions;
    const unheard =
      current !== undefined && current.head === undefined && (current.ahead || (this.#standing.isUsed && !silent));
    const astray = current !== undefined && error instanceof ProtocolError;
    if (astray || (unheard && current.ahead)) this.#pipelining.refused();
    const failed: Question[] = [];
    const others: Question[] = [];
    for (const question of this.#questions) {
      (question.isProof || (question === current && !unheard) ? failed : others).push(question);
    }
    this.#questions = others;
    this.#drop();
    for (const { listener } of failed) listener.onError(error);
    if (others.length > 0) this.#ask();
    else if (wasThere && failed.every(({ isProof }) => isProof)) this.#onGone();
  }

  /** Nothing of this connection is heard any more; the next request opens another one. */
  #drop(): void {
    this.#wire?.destroy();
    this.#wire = undefined;
    this.#standing = new Standing(this.#pipelining);
    this.#held = undefined;
    this.#clock.stop();
    // The next connection needs a proof of its own.
    this.#questions = this.#questions.filter(({ isProof }) => !isProof);
    for (const question of this.#questions) question.forget();
  }
}

function closedEarly(): TransferFailure {
  return new TransferFailure('the connection was closed before the end', 'later');
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
