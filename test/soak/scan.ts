/**
 * The property of scans at length: `npm run soak -- scan [CASES] [SEED]`. A failing case is shrunk and printed. Then a
 * sparse file of 20 GB is hashed in a heap of 32 MB.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { formatBytes, formatCount, formatElapsed } from '../../src/base/quantities.ts';
import { hashSparse } from '../duplicates/hash-sparse.ts';
import { TreeModel, treeCases } from '../duplicates/random-trees.ts';

const chunk = 1000;
const gigabyte = 2 ** 30;

export async function run([cases = '20000', seed = String(Date.now() % 2 ** 31)]: string[]): Promise<void> {
  const since = performance.now();
  const [total, first] = [Number(cases), Number(seed)];
  say(`${formatCount(total)} cases, seed ${first}`);
  for (let done = 0; done < total; done += chunk) {
    const model = new TreeModel();
    const property = fc.asyncProperty(treeCases, async (example) => {
      for await (const { problems, found, expected } of model.play(example)) {
        if (problems.length > 0) throw new Error(`not all could be read: ${JSON.stringify(problems)}`);
        if (!isDeepStrictEqual(found, expected)) {
          throw new Error(`found ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
        }
      }
    });
    try {
      const numRuns = Math.min(chunk, total - done);
      await fc.assert(property, { numRuns, seed: first + done });
      const known = `${formatCount(model.remembered)} files known again`;
      say(`${formatCount(done + numRuns)} cases, ${known}, ${formatElapsed(performance.now() - since)}`);
    } finally {
      model.close();
    }
  }
  say('every scan found what reading everything finds');
  const [empty, huge] = [hashSparse(0), hashSparse(20 * gigabyte)];
  say(`hash of 20 GB: peak ${formatBytes(huge.peakBytes)}, of an empty file ${formatBytes(empty.peakBytes)}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
