import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { UsageError } from '../../src/base/errors.ts';
import { parseArguments } from '../../src/cli/parse.ts';
import { parseSettings, readSettings } from '../../src/cli/settings.ts';
import { runProgram } from '../support/program.ts';
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

  test.each([
    [['--help'], 'forkful get'],
    [['--version'], '.'],
    [['get', '--help'], '--header'],
    [['scan', '-h'], '--algorithm'],
    [['get', '--version'], '.'],
  ])('keeps nobody from %j where it is broken', (argv, text) => {
    const parsed = parseArguments(argv.map(fromText), () => parseSettings('{', 'config.json'));
    expect(parsed).toEqual({ kind: 'print', text: expect.stringContaining(text) });
  });

  test('is complained about where a command is to run', () => {
    const parse = () => parseArguments(['get', 'http://a/'].map(fromText), () => parseSettings('{', 'config.json'));
    expect(parse).toThrow('config.json:1: not valid JSON');
    expect(parse).toThrow(UsageError);
  });

  test('that is broken does not hide the help of the program itself', async () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'forkful'));
    writeFileSync(join(folder, 'forkful', 'config.json'), '{');
    const env = { XDG_CONFIG_HOME: folder };
    expect(await runProgram(['get', '--help'], { env })).toMatchObject({ code: 0, stderr: '' });
    expect((await runProgram(['ps'], { env })).code).toBe(2);
  });

  test('need not exist', () => {
    const path = join(tempDir(), 'config.json');
    expect(readSettings(path).size).toBe(0);
    writeFileSync(path, '{"scan": {"hidden": true}}');
    expect(readSettings(path).get('scan')?.get('hidden')).toBe(true);
  });
});
