/** The property of removal at length: `npm run soak -- removal [CASES] [SEED]`. A failing case is shrunk and printed. */
import fc from 'fast-check';
import { formatCount, formatElapsed } from '../../src/base/quantities.ts';
import { changingCases, failingCases, Model } from '../removal/model.ts';

const chunk = 2000;

export async function run([cases = '100000', seed = String(Date.now() % 2 ** 31)]: string[]): Promise<void> {
  const since = performance.now();
  const [total, first] = [Number(cases), Number(seed)];
  process.stdout.write(`${formatCount(total)} cases, seed ${first}\n`);
  for (let done = 0; done < total; done += chunk) {
    // A world of its own a chunk: a journal does not grow for ever in life either.
    const model = new Model();
    try {
      const numRuns = Math.min(chunk, total - done);
      const arbitrary = (done / chunk) % 3 === 2 ? failingCases : changingCases;
      await fc.assert(
        fc.asyncProperty(arbitrary, (example) => model.check(example)),
        { numRuns, seed: first + done },
      );
      process.stdout.write(`${formatCount(done + numRuns)} cases, ${formatElapsed(performance.now() - since)}\n`);
    } finally {
      model.close();
    }
  }
  process.stdout.write('no content was lost, and every undo without a foreign hand was exact\n');
}
