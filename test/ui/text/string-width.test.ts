import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it, onTestFinished } from 'vitest';
import { removeTree } from '../../support/remove-tree.ts';

it('the width that the bundle takes for string-width is the same', async () => {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'forkful-width-'));
  onTestFinished(() => removeTree(dir));
  const outfile = join(dir, 'width.mjs');
  const entry = fileURLToPath(new URL('../../../.config/string-width.js', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node' });
  const bundled: { default(text: string): number } = await import(pathToFileURL(outfile).href);
  for (let unit = 0x20; unit < 0xd800; unit += 1) {
    const text = String.fromCharCode(unit);
    if (bundled.default(text) !== stringWidth(text)) expect.fail(`U+${unit.toString(16)}`);
  }
  const units = [
    'a',
    ' ',
    '旅',
    '한',
    '✓',
    '⚠',
    '▌',
    '⣿',
    'é',
    'e\u0301',
    '👍',
    '\ufe0f',
    '\u200d',
    '\x1b[38;5;12m',
    'Ж',
  ];
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...units), maxLength: 20 }), (text) => {
      expect(bundled.default(text)).toBe(stringWidth(text));
    }),
  );
});
