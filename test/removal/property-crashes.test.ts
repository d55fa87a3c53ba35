import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { checkCrash, crashes } from './crash-model.ts';
import { Model } from './model.ts';
import { armPowerCuts } from './power-cut.ts';

const model = new Model();
let disarm = () => {};
beforeAll(() => {
  disarm = armPowerCuts();
});
afterAll(() => {
  disarm();
  model.close();
});

test('no content is lost by a crash, whatever others do before the recovery and during it (800 cases)', async () => {
  await fc.assert(
    fc.asyncProperty(crashes, (crash) => checkCrash(model, crash)),
    { numRuns: 800 },
  );
}, 300_000);
