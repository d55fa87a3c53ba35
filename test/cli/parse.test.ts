import { describe, expect, test } from 'vitest';
import { type BytePath, fromBytes, fromText } from '../../src/base/byte-path.ts';
import { UsageError } from '../../src/base/errors.ts';
import { rawArguments } from '../../src/cli/options.ts';
import { parseArguments } from '../../src/cli/parse.ts';
import { commands } from '../../src/cli/table.ts';

function parse(...argv: string[]) {
  const parsed = parseArguments(argv.map(fromText));
  if (parsed.kind !== 'run') throw new Error('expected a command');
  return parsed;
}

function print(...argv: string[]): string {
  const parsed = parseArguments(argv.map(fromText));
  if (parsed.kind !== 'print') throw new Error('expected text');
  return parsed.text;
}

describe('the command line', () => {
  test('without a command opens the screen on the folders given', () => {
    expect(parse().command.name).toBe('screen');
    expect(parse('photos', '--ascii')).toMatchObject({ command: { name: 'screen' }, operands: ['photos'] });
    expect(parse('--demo').options.flag('demo')).toBe(true);
  });

  test('reads typed values, and says which flag was wrong', () => {
    const { options } = parse('get', '--limit-rate', '5M', '-j', '3', '--timeout', '2.5', 'http://a/b');
    expect(options.size('limit-rate')).toBe(5 * 1024 * 1024);
    expect(options.count('jobs', 1)).toBe(3);
    expect(options.seconds('timeout')).toBe(2.5);
    expect(() => parse('get', '-j', '0').options.count('jobs', 1)).toThrow('--jobs');
    expect(() => parse('get', '--timeout', 'soon').options.seconds('timeout')).toThrow('--timeout');
  });

  test('a flag that may be repeated takes one value each time, and leaves the operands alone', () => {
    const { options, operands } = parse('scan', '--include', '*.jpg', '--include', '*.png', 'a', 'b');
    expect(options.texts('include')).toEqual(['*.jpg', '*.png']);
    expect(operands).toEqual(['a', 'b']);
  });

  test('knows what was switched off', () => {
    expect(parse('scan', 'a', '--no-catalogue').options.flag('no-catalogue')).toBe(true);
    expect(parse('scan', 'a').options.flag('no-catalogue')).toBe(false);
  });

  test.each([
    [['scan'], 'DIR'],
    [['scan', 'a', '--engine', 'magic'], 'magic'],
    [['scan', 'a', '--engin', 'serial'], '--engine'],
    [['--nonsense'], '--nonsense'],
  ])('refuses %j with a hint', (argv, hint) => {
    expect(() => parseArguments(argv.map(fromText))).toThrow(UsageError);
    expect(() => parseArguments(argv.map(fromText))).toThrow(hint);
  });

  test('every command has a help page that names each of its flags', () => {
    for (const { name, options } of commands) {
      const help = print(name, '--help');
      for (const { flags } of options) expect(help).toContain(flags.split(/[ ,]/)[0]);
    }
    for (const { name } of commands.filter((row) => row.name !== 'screen')) expect(print('--help')).toContain(name);
  });
});

describe('arguments as bytes', () => {
  test('text is taken as it is', () => {
    expect(rawArguments(['scan', 'Grüße'], () => Buffer.alloc(0))).toEqual(['scan', fromText('Grüße')]);
  });

  test('what is not UTF-8 comes from the kernel', () => {
    const name = Buffer.from([0x61, 0xff]);
    const commandLine = Buffer.concat([Buffer.from('node\0forkful.js\0scan\0'), name, Buffer.from('\0')]);
    expect(rawArguments(['scan', 'a\ufffd'], () => commandLine)).toEqual(['scan' as BytePath, fromBytes(name)]);
  });

  test('where the kernel does not tell, the text stands in', () => {
    const absent = () => {
      throw new Error('no /proc');
    };
    expect(rawArguments(['a\ufffd'], absent)).toEqual([fromText('a\ufffd')]);
  });
});
