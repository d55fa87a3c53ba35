import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { parseArguments } from '../../src/cli/parse.ts';
import { parseSettings, readSettings } from '../../src/cli/settings.ts';
import { tempDir } from '../support/temp-dir.ts';

function optionsOf(settings: string, ...argv: string[]) {
  const parsed = parseArguments(argv.map(fromText), parseSettings(settings, 'config.json'));
  if (parsed.kind !== 'run') throw new Error('expected a command');
  return parsed.options;
}

describe('the settings file', () => {
  test('holds for its command where the flag is not given', () => {
    const text =
      '{"get": {"jobs": 3, "dir": "Bücher"}, "scan": {"exclude": ["*.tmp", "*.bak"]}, "screen": {"no-mouse": true}}';
    expect(optionsOf(text, 'get', 'http://a/').count('jobs', 1)).toBe(3);
    expect(optionsOf(text, 'get', '-j', '9', 'http://a/').count('jobs', 1)).toBe(9);
    expect(optionsOf(text, 'get', 'http://a/').text('dir')).toBe('Bücher');
    expect(optionsOf(text, 'scan', '.').texts('exclude')).toEqual(['*.tmp', '*.bak']);
    expect(optionsOf(text, 'scan', '.', '--exclude', 'x', '--exclude', 'y').texts('exclude')).toEqual(['x', 'y']);
    expect(optionsOf(text).flag('no-mouse')).toBe(true);
    expect(optionsOf('{}').flag('no-mouse')).toBe(false);
  });

  test.each([
    ['{\n  "get": {\n    "jobs": 3,\n  }\n}', ':4:', 'JSON'],
    ['{\n  "get": {', ':2:', 'JSON'],
    ['{\n  "got": {}\n}', ':2:', 'got'],
    ['{\n  "scan": {},\n  "get": {\n    "jobz": 3\n  }\n}', ':4:', '--jobz'],
    ['{\n  "scan": {\n    "engine": "magic"\n  }\n}', ':3:', 'serial, threads, processes'],
    ['{\n  "scan": {"hidden": "yes"}\n}', ':2:', 'true or false'],
    ['[]', ':1:', 'object'],
  ])('%j is refused with its line', (text, line, words) => {
    expect(() => parseSettings(text, 'config.json')).toThrow(`config.json${line}`);
    expect(() => parseSettings(text, 'config.json')).toThrow(words);
  });

  test('need not exist', () => {
    const path = join(tempDir(), 'config.json');
    expect(readSettings(path).size).toBe(0);
    writeFileSync(path, '{"scan": {"hidden": true}}');
    expect(readSettings(path).get('scan')?.get('hidden')).toBe(true);
  });
});
