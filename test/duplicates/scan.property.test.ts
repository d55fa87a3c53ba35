import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { TreeModel, treeCases } from './random-trees.ts';

/** `npm run soak -- scan` has more time. */
const budgetMs = 25_000;

test('a scan finds what reading everything finds, after any edits, with and without the catalogue', {
  timeout: 4 * budgetMs,
}, async () => {
  const model = new TreeModel();
  onTestFinished(() => model.close());
  const property = fc.asyncProperty(treeCases, async (example) => {
    for await (const { problems, found, expected } of model.play(example)) {
      expect(problems).toEqual([]);
      expect(found).toEqual(expected);
    }
  });
  await fc.assert(property, { numRuns: 5_000, interruptAfterTimeLimit: budgetMs, markInterruptAsFailure: false });
  expect(model.cases).toBeGreaterThan(20);
  expect(model.remembered).toBeGreaterThan(0);
});
