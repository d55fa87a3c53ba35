import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBytes, fromText } from '../../src/base/byte-path.ts';
import { scan } from '../../src/duplicates/scan.ts';
import { orderByKeepRules } from '../../src/duplicates/select.ts';
import { type DuplicateGroup, defaultKeepRules } from '../../src/duplicates/types.ts';
import { tempDir } from '../support/temp-dir.ts';
import { optionsFor } from './scanning.ts';

test('files come in the order of the default keep rules, and their paths in the same', async () => {
  const times = [-2_000_000_000.5, -1, 0, 1, 1_700_000_000.25, 1_700_000_000.75, 5_000_000_000];
  const file = fc.record({
    folder: fc.constantFrom('a', 'a/longer', 'reference'),
    name: fc.constantFrom('x', 'y', 'much-longer', 'ü'),
    time: fc.constantFrom(...times),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 2, maxLength: 8 }), async (files) => {
      const dir = tempDir();
      for (const { folder, name, time } of files) {
        mkdirSync(join(dir, folder), { recursive: true });
        writeFileSync(join(dir, folder, name), 'same');
        utimesSync(join(dir, folder, name), time, time);
      }
      const groups: DuplicateGroup[] = [];
      const options = optionsFor([dir], { reference: [fromText(join(dir, 'reference'))] });
      await scan(options, {
        compact: true,
        onEvent: (event) => void (event.kind === 'groups' && groups.push(...event.groups)),
      });
      for (const group of groups) {
        expect(group.files).toEqual(orderByKeepRules(group.files, defaultKeepRules));
        expect(group.paths).toEqual(group.files.map(({ path }) => path));
        const bytes: string[] = [];
        group.eachPath?.((folder, names, from, to) =>
          bytes.push(fromBytes(Buffer.concat([folder, names.subarray(from, to)]))),
        );
        expect(bytes).toEqual(group.paths);
        expect(group.count).toBe(group.files.length);
        expect(group.hashStart).toBe(Number.parseInt(group.hash.slice(0, 12), 16));
      }
    }),
    { numRuns: 60 },
  );
});
