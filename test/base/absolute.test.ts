import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { absolute } from '../../src/base/absolute.ts';
import { fromText } from '../../src/base/byte-path.ts';
import { tempDir } from '../support/temp-dir.ts';

test('a relative path is taken from the folder that is current now', () => {
  const dir = tempDir();
  const start = process.cwd();
  onTestFinished(() => process.chdir(start));
  for (const name of ['one', 'two']) {
    const folder = join(dir, name);
    mkdirSync(folder);
    process.chdir(folder);
    expect(absolute(fromText('./a/b'))).toBe(join(folder, 'a/b'));
  }
  expect(absolute(fromText('/a/../b'))).toBe('/a/../b');
});
