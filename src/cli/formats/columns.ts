/** Tables for people: columns aligned by what a terminal shows, the last one cut where the terminal ends. */
import stringWidth from 'string-width';

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly text: (row: Row) => string;
}

/** @param width columns of the terminal; undefined cuts nothing, as for a pipe */
export function columnLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number | undefined,
): string[] {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => text(row)))];
  const widths = columns.map((_, at) => lines.reduce((most, cells) => Math.max(most, stringWidth(cells[at] ?? '')), 0));
  return lines.map((cells) => {
    const line = cells
      .map((cell, at) => (at === columns.length - 1 ? cell : pad(cell, widths[at] ?? 0, columns[at]?.align ?? 'left')))
      .join('  ')
      .trimEnd();
    return width === undefined ? line : cut(line, width);
  });
}

/** `name   value` lines, the names aligned. */
export function pairLines(pairs: readonly (readonly [name: string, value: string])[], indent = ''): string[] {
  const widest = pairs.reduce((most, [name]) => Math.max(most, stringWidth(name)), 0);
  return pairs.map(([name, value]) => `${indent}${pad(name, widest, 'left')}  ${value}`.trimEnd());
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let [kept, used] = ['', 0];
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
