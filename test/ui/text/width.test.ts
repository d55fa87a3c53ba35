import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAscii } from '../../../src/ui/text/ascii.ts';
import { makeRow } from '../../../src/ui/text/row.ts';
import { cutEnd, cutMiddle, padEnd, padStart, widthOf, wrap } from '../../../src/ui/text/width.ts';

// What file names are made of: ASCII, CJK, emoji with joiners, combining marks, Hangul, right-to-left letters.
const nameText = fc.string({
  unit: fc.constantFrom('a', 'Z', '9', ' ', '/', '.', '旅', '行', '한', '👍', '👨‍👩‍👧', 'e\u0301', 'ش', '🇯🇵', '…', 'ｱ'),
  maxLength: 40,
});

describe('cut text', () => {
  it('is never wider than asked for, whatever it holds', () => {
    fc.assert(
      fc.property(nameText, fc.integer({ min: 0, max: 50 }), (text, columns) => {
        expect(widthOf(cutEnd(text, columns))).toBeLessThanOrEqual(columns);
        expect(widthOf(cutMiddle(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('is left alone where it fits', () => {
    expect(cutEnd('旅行', 4)).toBe('旅行');
    expect(cutMiddle('2024/IMG_1.jpg', 14)).toBe('2024/IMG_1.jpg');
  });

  it('keeps both ends of a path', () => {
    expect(cutMiddle('2024/holiday/IMG_0231.jpg', 16)).toBe('2024/h…_0231.jpg');
  });

  it('never cuts a character in two', () => {
    expect(cutEnd('旅行東京', 4)).toBe('旅…');
    expect(cutEnd('ae\u0301b', 2)).toBe('a…');
    expect(cutEnd('👨‍👩‍👧x', 2)).toBe('…');
  });
});

describe('padded text', () => {
  it('counts wide characters as two columns', () => {
    expect(padEnd('旅行', 6)).toBe('旅行  ');
    expect(padStart('旅', 4)).toBe('  旅');
  });
});

describe('wrapped text', () => {
  it('breaks between words, and inside one that is too long', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('keeps every word, in lines that fit', () => {
    fc.assert(
      fc.property(nameText, fc.integer({ min: 2, max: 30 }), (text, columns) => {
        const lines = wrap(text, columns);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});

describe('a row', () => {
  it('fills its width exactly', () => {
    fc.assert(
      fc.property(nameText, nameText, fc.integer({ min: 1, max: 80 }), (name, remark, width) => {
        const row = makeRow(
          [
            { text: '★' },
            { text: name, grow: true, cut: 'middle' },
            { text: remark, width: 12, align: 'right', from: 40 },
            { text: '12 MB', width: 7, align: 'right' },
          ],
          width,
        );
        expect(widthOf(row)).toBe(width);
      }),
    );
  });

  it('leaves cells out where it is narrow', () => {
    const cells = [
      { text: 'name', grow: true },
      { text: 'remark', from: 20 },
    ];
    expect(makeRow(cells, 20)).toBe('name          remark');
    expect(makeRow(cells, 12)).toBe('name        ');
  });
});

describe('in ASCII', () => {
  it('is as wide, and holds nothing else', () => {
    fc.assert(
      fc.property(nameText, (text) => {
        const ascii = toAscii(text);
        expect(ascii).toMatch(/^[\x20-\x7e]*$/);
        expect(ascii.length).toBe(widthOf(text));
      }),
    );
  });
});
