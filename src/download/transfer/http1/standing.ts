import type { Pipelining } from './pipelining.ts';
import { proofQuestions } from './proof.ts';
import type { Question, QuestionLine } from './question.ts';

/** So often somebody would have asked ahead before a proof is worth its questions. */
const worthProof = 4;

/** What one connection has shown of itself, and so what may be asked on it: another connection begins anew. */
export class Standing {
  readonly #pipelining: Pipelining;
  #proof: 'none' | 'under way' | 'passed' = 'none';
  /** How often somebody would have asked ahead. */
  #wishes = 0;
  /** Whole answers. */
  #answered = 0;
  #answersLeft = Number.POSITIVE_INFINITY;

  constructor(pipelining: Pipelining) {
    this.#pipelining = pipelining;
  }

  /** Whether it has answered before: then it may have been ended since, by a server that did not like it idle. */
  get isUsed(): boolean {
    return this.#answered > 0;
  }

  /** @param current what is being answered; @param part of a file; @param asked requests that are on their way */
  allows(current: Question, part: boolean, asked: number): boolean {
    if (!this.isUsed || current.head?.persistent === false) return false;
    if (this.#answersLeft !== Number.POSITIVE_INFINITY || this.#pipelining.isOff) return false;
    // The answer to a question about a part says itself that it is the one.
    if (!part && this.#proof !== 'passed') {
      this.#wishes += 1;
      return false;
    }
    return this.#pipelining.allows(asked, current.left);
  }

  /** A whole answer has come. @returns whether it was the last one that may be taken */
  answered(): boolean {
    this.#answered += 1;
    this.#answersLeft -= 1;
    return this.#answersLeft === 0;
  }

  /** What follows after so many more answers is of no use. */
  endAfter(answers: number): void {
    this.#answersLeft = Math.min(this.#answersLeft, answers);
  }

  /** Where a proof is due, on a connection on which nothing else is: what is to be asked at once. */
  proof(line: QuestionLine): Question[] {
    if (this.#proof !== 'none' || this.#wishes < worthProof) return [];
    const questions = proofQuestions(line, this.#pipelining, () => {
      this.#proof = 'passed';
    });
    if (questions.length > 0) this.#proof = 'under way';
    return questions;
  }
}
