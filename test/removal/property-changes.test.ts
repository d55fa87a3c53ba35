import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { changingCases, Model } from './model.ts';

const model = new Model();
afterAll(() => model.close());

test('no content is lost, whatever others do to the files between any two steps (3,200 cases)', async () => {
  await fc.assert(
    fc.asyncProperty(changingCases, (example) => model.check(example)),
    { numRuns: 3200 },
  );
}, 300_000);
