import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Pixels } from '../../../src/preview/types.ts';
import { colourOfPixel } from '../../../src/ui/theme/paint.ts';
import { drawPixels } from '../../../src/ui/theme/pixels.ts';
import { visibleWidth } from '../../../src/ui/view/frame.ts';
import { type Cell, Screen } from '../../support/screen.ts';

const clear = undefined;
type Colour = readonly [number, number, number] | typeof clear;

function pixels(...rows: readonly (readonly Colour[])[]): Pixels {
  const rgba = rows.flat().flatMap((colour) => (colour === clear ? [0, 0, 0, 0] : [...colour, 255]));
  return { width: rows[0]?.length ?? 0, height: rows.length, rgba: Uint8Array.from(rgba) };
}

const red = [255, 0, 0] as const;
const green = [0, 255, 0] as const;
const blue = [0, 0, 255] as const;
const colours = { depth: 24, ascii: false, light: false } as const;

/** What a terminal makes of it: the two pixels of each cell. */
async function shown(lines: readonly string[]): Promise<(readonly [Cell['foreground'], Cell['background']])[][]> {
  const screen = new Screen(20, 6, true);
  onTestFinished(() => screen.dispose());
  await screen.write(`${lines.join('\n')}\n`);
  return lines.map((line, row) =>
    screen
      .cells(row)
      .slice(0, visibleWidth(line))
      .map(({ text, foreground, background }) => {
        if (text === '▀') return [foreground, background] as const;
        return text === '▄' ? ([background, foreground] as const) : ([background, background] as const);
      }),
  );
}

describe('half blocks', () => {
  it('show two pixels a character, exactly as they are', async () => {
    const lines = drawPixels(pixels([red, green, blue], [green, green, red], [blue, red, red]), colours);
    expect(await shown(lines)).toEqual([
      [
        ['#ff0000', '#00ff00'],
        ['#00ff00', '#00ff00'],
        ['#0000ff', '#ff0000'],
      ],
      [
        ['#0000ff', undefined],
        ['#ff0000', undefined],
        ['#ff0000', undefined],
      ],
    ]);
  });

  it('leave what is transparent to the terminal', async () => {
    const lines = drawPixels(pixels([clear, red, clear], [red, clear, clear]), colours);
    expect(await shown(lines)).toEqual([
      [
        [undefined, '#ff0000'],
        ['#ff0000', undefined],
        [undefined, undefined],
      ],
    ]);
  });

  it('show any picture pixel by pixel, one column each, and leave no colour behind', async () => {
    const colour = fc.oneof(
      fc.constantFrom<Colour>(clear, red, green),
      fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
    );
    const picture = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 8 }))
      .chain(([width, height]) =>
        fc.array(fc.array(colour, { minLength: width, maxLength: width }), { minLength: height, maxLength: height }),
      );
    const hex = (pixel: Colour): string | undefined =>
      pixel === undefined ? undefined : `#${pixel.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
    await fc.assert(
      fc.asyncProperty(picture, async (rows) => {
        const lines = drawPixels(pixels(...rows), colours);
        const cells = await shown(lines);
        for (const [row, line] of cells.entries()) {
          expect(line).toEqual(rows[row * 2]?.map((upper, x) => [hex(upper), hex(rows[row * 2 + 1]?.[x])]));
        }
        for (const line of lines) expect(line).not.toMatch(/\x1b\[[34]8;[^m]+m[^\x1b]*$/);
      }),
      { numRuns: 60 },
    );
  });

  it('say a colour only where it changes', () => {
    const line = drawPixels(pixels(Array(50).fill(red), Array(50).fill(blue)), colours).join('');
    expect(line.match(/\x1b/g)).toHaveLength(4);
    expect(
      drawPixels(pixels(Array(50).fill(red), Array(50).fill(red)), colours)
        .join('')
        .match(/\x1b/g),
    ).toHaveLength(2);
  });
});

describe('fewer colours', () => {
  it('of 256: the cube, the greys, and of both what is nearer', () => {
    expect(colourOfPixel(255, 0, 0, 8)).toBe('5;196');
    expect(colourOfPixel(0, 0, 0, 8)).toBe('5;16');
    expect(colourOfPixel(95, 135, 175, 8)).toBe('5;67');
    expect(colourOfPixel(128, 128, 128, 8)).toBe('5;244');
    expect(colourOfPixel(8, 8, 8, 8)).toBe('5;232');
  });

  it('of 256: no colour is nearer than the one that is taken, but by a hair', () => {
    const steps = [0, 95, 135, 175, 215, 255];
    const palette = Array.from({ length: 240 }, (_, index) => {
      if (index >= 216) return Array<number>(3).fill(8 + (index - 216) * 10);
      return [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map((step) => steps[step] ?? 0);
    });
    const away = (index: number, colour: readonly number[]): number =>
      (palette[index] ?? []).reduce((sum, value, channel) => sum + (value - (colour[channel] ?? 0)) ** 2, 0);
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), ([r, g, b]) => {
        const taken = Number(colourOfPixel(r, g, b, 8).slice(2)) - 16;
        const nearest = Math.min(...palette.map((_, index) => away(index, [r, g, b])));
        // The middle between two steps of the cube is taken for either.
        expect(Math.sqrt(away(taken, [r, g, b])) - Math.sqrt(nearest)).toBeLessThan(6);
      }),
    );
  });

  it('of 16: by their own numbers, which every terminal knows', () => {
    const line = drawPixels(
      pixels(
        [red, blue],
        [
          [0, 0, 0],
          [255, 255, 255],
        ],
      ),
      { ...colours, depth: 4 },
    ).join('');
    expect(line).toBe('\x1b[40m\x1b[91m▀\x1b[107m\x1b[34m▀\x1b[39m\x1b[49m');
  });
});

describe('without colours', () => {
  const grey = (value: number): Colour => [value, value, value];
  const steps = pixels([0, 64, 128, 192, 255].map(grey), [0, 64, 128, 192, 255].map(grey));

  it('a ramp of characters goes from light to dense', () => {
    expect(drawPixels(steps, { depth: 1, ascii: false, light: false })).toEqual([' :tG@']);
    expect(drawPixels(steps, { depth: 1, ascii: false, light: true })).toEqual(['@Gt: ']);
  });

  it('the ramp goes from the darkest of the picture to its brightest, and blanks are as the background', () => {
    const dull = pixels([100, 110, 120, 130, 140].map(grey), [100, 110, 120, 130, 140].map(grey));
    expect(drawPixels(dull, { depth: 1, ascii: false, light: false })).toEqual([' :tG@']);
    const flat = pixels([128, 128].map(grey), [128, 128].map(grey));
    expect(drawPixels(flat, { depth: 1, ascii: false, light: false })).toEqual(['tt']);
    const holed = pixels([grey(0), clear, grey(255)], [grey(0), clear, grey(255)]);
    expect(drawPixels(holed, { depth: 1, ascii: false, light: false })).toEqual(['  @']);
    expect(drawPixels(holed, { depth: 1, ascii: false, light: true })).toEqual(['@  ']);
  });

  it('nothing outside ASCII is written in ASCII', () => {
    expect(drawPixels(steps, { depth: 24, ascii: true, light: false }).join('')).toMatch(/^[\x20-\x7e]+$/);
  });
});
