import type { Glyphs } from '../theme/glyphs.ts';

// Dots of a braille cell (Unicode chapter 21.1) from the bottom up, in the left and the right column.
const leftDots = [0x40, 0x04, 0x02, 0x01];
const rightDots = [0x80, 0x20, 0x10, 0x08];

/**
 * The last values as a curve of `columns`, the newest at the right, from 0 to `scale`. In braille each character holds
 * two values of four steps; a value above nothing shows at least one dot, so that little is told from none.
 */
export function makeSparkline(values: readonly number[], columns: number, scale: number, glyphs: Glyphs): string {
  const { levels } = glyphs;
  if (levels !== undefined) {
    return window(values, columns)
      .map((value) => levels[steps(value, scale, levels.length - 1)] ?? ' ')
      .join('');
  }
  const shown = window(values, columns * 2);
  let line = '';
  for (let at = 0; at < shown.length; at += 2) {
    const bits = column(leftDots, steps(shown[at], scale, 4)) | column(rightDots, steps(shown[at + 1], scale, 4));
    line += String.fromCodePoint(0x2800 + bits);
  }
  return line;
}

/** A curve several rows high, the top row first. */
export function makeChart(
  values: readonly number[],
  columns: number,
  rows: number,
  scale: number,
  glyphs: Glyphs,
): string[] {
  const band = scale / rows;
  return Array.from({ length: rows }, (_, row) => {
    const floor = band * (rows - 1 - row);
    return makeSparkline(
      values.map((value) => Math.max(0, Math.min(band, value - floor))),
      columns,
      band,
      glyphs,
    );
  });
}

function window(values: readonly number[], count: number): (number | undefined)[] {
  const missing = Math.max(0, count - values.length);
  return [...Array<undefined>(missing).fill(undefined), ...values.slice(Math.max(0, values.length - count))];
}

function steps(value: number | undefined, scale: number, full: number): number {
  if (value === undefined || value <= 0 || scale <= 0) return 0;
  return Math.max(1, Math.min(full, Math.round((value / scale) * full)));
}

function column(dots: readonly number[], height: number): number {
  return dots.slice(0, height).reduce((bits, dot) => bits | dot, 0);
}
