import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatShare, makeBar } from '../../../src/ui/text/bar.ts';
import { makeChart, makeSparkline } from '../../../src/ui/text/sparkline.ts';
import { widthOf } from '../../../src/ui/text/width.ts';
import { asciiGlyphs, unicodeGlyphs } from '../../../src/ui/theme/glyphs.ts';
import { makeTheme } from '../../../src/ui/theme/theme.ts';

const { flat } = makeTheme({ name: 'none', depth: 1, ascii: false });
const bar = (share: number | undefined, columns: number): string => makeBar(share, columns, unicodeGlyphs, flat);

describe('a bar', () => {
  it('grows with the share, and is full only when all is done', () => {
    expect(bar(0, 10)).toBe('──────────');
    expect(bar(0.5, 10)).toBe('━━━━━─────');
    expect(bar(0.999, 10)).toBe('━━━━━━━━━─');
    expect(bar(1, 10)).toBe('━━━━━━━━━━');
    expect(bar(undefined, 4)).toBe('────');
  });

  it('is as wide as asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), fc.integer({ min: 0, max: 90 }), (share, columns) => {
        expect(widthOf(bar(share, columns))).toBe(columns);
      }),
    );
  });

  it('never says 100 % of what is not whole', () => {
    expect(formatShare(0.9999)).toBe(' 99 %');
    expect(formatShare(1)).toBe('100 %');
  });
});

describe('a sparkline', () => {
  it('puts two values in a braille character, the newest at the right', () => {
    expect(makeSparkline([0, 100], 1, 100, unicodeGlyphs)).toBe('⢸');
    expect(makeSparkline([25, 50, 75, 100], 2, 100, unicodeGlyphs)).toBe('⣠⣾');
  });

  it('shows the last values, and blanks before the first', () => {
    expect(makeSparkline([1, 2, 100, 100], 1, 100, unicodeGlyphs)).toBe('⣿');
    expect(makeSparkline([100, 100], 3, 100, unicodeGlyphs)).toBe('⠀⠀⣿');
  });

  it('tells little from nothing', () => {
    expect(makeSparkline([0, 0.01], 1, 100, unicodeGlyphs)).toBe('⢀');
  });

  it('has an ASCII form', () => {
    expect(makeSparkline([0, 50, 100], 3, 100, asciiGlyphs)).toBe(' =@');
  });
});

describe('a chart', () => {
  it('fills the rows from the bottom up', () => {
    expect(makeChart([50, 50, 100, 100], 2, 2, 100, unicodeGlyphs)).toEqual(['⠀⣿', '⣿⣿']);
  });
});
