import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, decodeRest, type InputEvent } from '../../../src/ui/input/decode.ts';
import { keys } from '../../support/keys.ts';

const names = (input: string): string[] =>
  decode(input).events.map((event) => (event.kind === 'key' ? event.key : event.kind));

describe('keys', () => {
  it('that arrive in one chunk are each a key', () => {
    expect(names('jjj')).toEqual(['j', 'j', 'j']);
    expect(names(`d${keys.enter}G${keys.down}${keys.down} `)).toEqual(['d', 'enter', 'G', 'down', 'down', 'space']);
  });

  it.each([
    ['\r', 'enter'],
    ['\t', 'tab'],
    ['\x1b[Z', 'shift+tab'],
    ['\x7f', 'backspace'],
    ['\x1b[A', 'up'],
    ['\x1bOB', 'down'],
    ['\x1b[H', 'home'],
    ['\x1b[4~', 'end'],
    ['\x1b[5~', 'pageup'],
    ['\x1b[1;5C', 'ctrl+right'],
    ['\x1b[1;2A', 'shift+up'],
    ['\x1b[3;3~', 'alt+delete'],
    ['\x04', 'ctrl+d'],
    ['\x1a', 'ctrl+z'],
    ['\x1bx', 'alt+x'],
    ['\x1b[100;5u', 'ctrl+d'],
    ['旅', '旅'],
    ['👍', '👍'],
  ])('%j is %s', (input, name) => {
    expect(names(input)).toEqual([name]);
  });

  it('lone escape is told from the start of a sequence by what follows', () => {
    expect(decode('\x1b')).toEqual({ events: [], rest: '\x1b' });
    expect(decodeRest('\x1b')).toMatchObject([{ kind: 'key', key: 'escape' }]);
    expect(decodeRest('\x1b[1;')).toEqual([]);
    expect(names('\x1b\x1b[A')).toEqual(['escape', 'up']);
    expect(names('\x1b\x03')).toEqual(['escape', 'ctrl+c']);
  });
});

it('paste is one text, with its newlines and escape sequences, never keys', () => {
  const text = 'http://a/1\nhttp://a/2\x1b[Aq';
  expect(decode(keys.paste(text)).events).toEqual([{ kind: 'paste', text }]);
});

it('wheel and click of the mouse have a place', () => {
  expect(decode('\x1b[<64;10;5M\x1b[<65;10;5M\x1b[<0;1;1M\x1b[<0;1;1m').events).toEqual([
    { kind: 'mouse', action: 'wheel-up', column: 9, row: 4 },
    { kind: 'mouse', action: 'wheel-down', column: 9, row: 4 },
    { kind: 'mouse', action: 'press', column: 0, row: 0 },
    { kind: 'mouse', action: 'release', column: 0, row: 0 },
  ]);
});

it('answer about the background is read at any depth and with either end', () => {
  const white: InputEvent = { kind: 'background', rgb: [255, 255, 255] };
  expect(decode('\x1b]11;rgb:ffff/ffff/ffff\x07j').events).toMatchObject([white, { key: 'j' }]);
  expect(decode('\x1b]11;rgb:ff/ff/ff\x1b\\').events).toEqual([white]);
});

it('answers that nobody asked for are no keys', () => {
  expect(names('\x1b[?1;2c\x1b[I\x1b[12;40R')).not.toContain('c');
});

it('cut anywhere, the stream means the same', () => {
  const piece = fc.constantFrom(
    'j',
    keys.up,
    keys.paste('a\x1b[Ab'),
    '\x1b[<64;10;5M',
    '\x1b]11;rgb:00/00/00\x07',
    '旅',
    '\r',
    '\x1b[1;5C',
  );
  fc.assert(
    fc.property(fc.array(piece), fc.nat(), (pieces, at) => {
      const whole = pieces.join('');
      const cut = whole.length === 0 ? 0 : at % whole.length;
      const first = decode(whole.slice(0, cut));
      const second = decode(first.rest + whole.slice(cut));
      expect([...first.events, ...second.events]).toEqual(decode(whole).events);
    }),
  );
});
