import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { absolute } from '../../src/removal/absolute.ts';
import { sandbox } from './sandbox.ts';

test('a relative path is taken from the folder that is current now', () => {
  const box = sandbox();
  const start = process.cwd();
  onTestFinished(() => process.chdir(start));
  for (const name of ['one', 'two']) {
    const folder = join(box.tree, name);
    mkdirSync(folder);
    process.chdir(folder);
    expect(absolute(fromText('./a/b'))).toBe(join(folder, 'a/b'));
  }
  expect(absolute(fromText('/a/../b'))).toBe('/a/../b');
});
