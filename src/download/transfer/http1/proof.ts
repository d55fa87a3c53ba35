import type { LineControl } from '../line.ts';
import type { Pipelining } from './pipelining.ts';
import { ProtocolError } from './protocol-error.ts';
import { Question, type QuestionLine } from './question.ts';

/**
 * Puts a connection to the proof, on which nothing else is: questions to be sent all at once, if there are any.
 * @param onProved every one of them has had its own answer; where one has not, `pipelining` is told, and the connection ends
 */
export function proofQuestions(line: QuestionLine, pipelining: Pipelining, onProved: () => void): Question[] {
  const proofs = pipelining.proofs();
  let right = 0;
  return proofs.map(({ method, request, expects }) => {
    let control: LineControl | undefined;
    const question = new Question(
      line,
      request,
      {
        onSent() {},
        onHead(...answer) {
          if (expects(...answer)) return;
          pipelining.refused();
          control?.abort(new ProtocolError('it answers another question'));
        },
        onContent() {},
        onEnd() {
          right += 1;
          if (right === proofs.length) onProved();
        },
        onError: () => pipelining.refused(),
      },
      method,
    );
    control = question;
    return question;
  });
}
