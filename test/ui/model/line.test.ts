import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/ui/input/decode.ts';
import { editLine, insert, type Line, lineOf, onOneLine } from '../../../src/ui/model/line.ts';
import { keys } from '../../support/keys.ts';

/** What keys make of a line, the cursor shown as |. */
function typed(start: string, input: string): string {
  let line: Line = { text: start.replace('|', ''), cursor: start.indexOf('|') };
  for (const event of decode(input).events) {
    if (event.kind === 'key') line = editLine(line, event.key) ?? insert(line, event.text);
  }
  return `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`;
}

const ctrlLeft = '\x1b[1;5D';
const ctrlRight = '\x1b[1;5C';

describe('a line is edited as a shell edits its own', () => {
  it.each([
    ['typing is put in at the cursor', 'ac|', `${keys.left}b`, 'ab|c'],
    ['Left and Right, no further than the ends', 'ab|', `${keys.left.repeat(5)}${keys.right}`, 'a|b'],
    ['Home and End', 'ab|', `${keys.home}x${keys.end}y`, 'xaby|'],
    ['Ctrl-a and Ctrl-e', 'ab|', `${keys.ctrl('a')}x${keys.ctrl('e')}y`, 'xaby|'],
    ['Ctrl-b and Ctrl-f', 'ab|', `${keys.ctrl('b').repeat(2)}${keys.ctrl('f')}x`, 'ax|b'],
    ['Backspace', 'ab|c', keys.backspace, 'a|c'],
    ['Backspace at the start', '|c', keys.backspace, '|c'],
    ['Delete and Ctrl-d', '|abc', `${keys.delete}${keys.ctrl('d')}`, '|c'],
    ['Delete at the end', 'abc|', keys.delete, 'abc|'],
    ['Ctrl-k', 'ab|cd', keys.ctrl('k'), 'ab|'],
    ['Ctrl-u', 'ab|cd', keys.ctrl('u'), '|cd'],
    ['Ctrl-w', 'one two  |three', keys.ctrl('w'), 'one |three'],
    ['Ctrl-w at the first word', 'one|', keys.ctrl('w'), '|'],
    ['a word back', 'one two |', `${ctrlLeft}`, 'one |two '],
    ['a word on', 'one| two three', `${ctrlRight}`, 'one two| three'],
  ])('%s', (_name, before, input, after) => {
    expect(typed(before, input)).toBe(after);
  });

  it.each(['旅', 'e\u0301', '👨‍👩‍👧', '🇩🇪'])('%s is one character', (character) => {
    expect(typed(`a${character}|`, keys.left)).toBe(`a|${character}`);
    expect(typed(`a|${character}b`, keys.right)).toBe(`a${character}|b`);
    expect(typed(`a${character}|b`, keys.backspace)).toBe('a|b');
    expect(typed(`a|${character}b`, keys.delete)).toBe('a|b');
  });

  it('never leaves the cursor within a character that came about around it', () => {
    expect(insert({ text: '\u0301b', cursor: 0 }, 'e')).toEqual({ text: 'e\u0301b', cursor: 2 });
    expect(typed('\u{1f1e9}x|\u{1f1ea}', keys.backspace)).toBe('\u{1f1e9}\u{1f1ea}|');
  });

  it('other keys edit nothing', () => {
    expect(editLine(lineOf('a'), 'up')).toBeUndefined();
    expect(editLine(lineOf('a'), 'f5')).toBeUndefined();
  });
});

it('breaks and tabs become blanks, other controls go', () => {
  expect(onOneLine('a\r\nb\tc\x1b[31md\x00\x7f\x9be\u2028f 旅')).toBe('a b c[31mde f 旅');
});
