/** A child of the soak of removal: works through the chunks that it is sent. */
import fc from 'fast-check';
import { checkCrash, crashes } from '../removal/crash-model.ts';
import { changingCases, failingCases, Model } from '../removal/model.ts';
import { armPowerCuts } from '../removal/power-cut.ts';

export interface Chunk {
  readonly kind: 'changes' | 'failures' | 'crashes';
  readonly cases: number;
  readonly seed: number;
}

export type ChunkResult = Pick<Chunk, 'kind' | 'cases'>;

armPowerCuts();
process.on('message', async ({ kind, cases, seed }: Chunk) => {
  // A journal of its own: one does not grow for ever in life either.
  const model = new Model();
  const property = {
    changes: () => fc.asyncProperty(changingCases, (example) => model.check(example)),
    failures: () => fc.asyncProperty(failingCases, (example) => model.check(example)),
    crashes: () => fc.asyncProperty(crashes, (crash) => checkCrash(model, crash)),
  };
  try {
    await fc.assert<unknown>(property[kind](), { numRuns: cases, seed });
    process.send?.({ kind, cases } satisfies ChunkResult);
  } catch (error) {
    process.stderr.write(`${kind}, seed ${seed}: ${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
    process.disconnect();
  } finally {
    model.close();
  }
});
