import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { failingCases, Model } from './model.ts';

const model = new Model();
afterAll(() => model.close());

test('no content is lost and undo is exact, whichever call fails (2,000 cases)', async () => {
  await fc.assert(
    fc.asyncProperty(failingCases, (example) => model.check(example)),
    { numRuns: 2000 },
  );
}, 300_000);
