import type { Pipelining } from './pipelining.ts';
import { Question, type QuestionLine } from './question.ts';

/**
 * Puts a server to the proof, where that is due: questions to be sent all at once, on a connection on which nothing else
 * is. What becomes of them is told to `pipelining`.
 */
export function proofQuestions(line: QuestionLine, pipelining: Pipelining): Question[] {
  const proofs = pipelining.takeProof() ?? [];
  let left = proofs.length;
  return proofs.map(({ request, expects }) => {
    const listener = {
      onSent() {},
      onHead(...answer: Parameters<typeof expects>) {
        if (!expects(...answer)) pipelining.refused();
      },
      onContent() {},
      onEnd() {
        left -= 1;
        if (left === 0) pipelining.proved();
      },
      onError: () => pipelining.refused(),
    };
    return new Question(line, request, listener, true);
  });
}
