import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { changingCases, Model } from './model.ts';

const model = new Model();
afterAll(() => model.close());

// Found by the soak; each once lost a content.
test.each([
  [
    'an empty file, whose survivor is replaced while undo copies it',
    20002000,
    '793:2:4:4:4:4:8:8:8:8:8:8:11:11:11:11:11:13:11:11:12:15:15:20:16',
  ],
  [
    'the same with several names',
    20302000,
    '1861:3:5:5:7:10:10:10:12:12:12:12:12:16:14:14:14:14:16:15:15:15:15:17:15:15:19:19:25:25',
  ],
  [
    'a hard link that became the last name of its file and was written to',
    70202000,
    '1982:0:0:0:0:0:0:0:0:0:3:2:2:5:3:6:6:9:7:7:7:9',
  ],
])('no content is lost: %s', async (_, seed, path) => {
  await fc.assert(
    fc.asyncProperty(changingCases, (example) => model.check(example)),
    { seed, path, endOnFailure: true },
  );
});
