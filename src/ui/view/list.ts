import { keepInSight } from '../model/lists.ts';
import type { ListState } from '../model/ui-state.ts';
import { blanks, cutEnd, widthOf } from '../text/width.ts';
import type { Paints, Theme } from '../theme/theme.ts';
import type { Scroll } from './frame.ts';

export interface ListOptions {
  readonly list: ListState;
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
  readonly theme: Theme;
}

/** Draws one row, `width` columns wide, in the paints it is given. */
export type DrawRow = (index: number, width: number, paint: Paints) => string;

/** The rows in sight, and only those. The selected one carries a glyph, and is inverse where the pane has the keys. */
export function drawList(draw: DrawRow, options: ListOptions): { readonly lines: string[]; readonly scroll: Scroll } {
  const { count, width, height, focused, theme } = options;
  const { cursor, top } = keepInSight(options.list, count, height);
  const lines: string[] = [];
  for (let index = top; index < Math.min(count, top + height); index += 1) {
    if (index !== cursor) lines.push(` ${draw(index, width - 1, theme.paint)}`);
    else if (focused) lines.push(theme.paint.selected(theme.glyphs.cursor + draw(index, width - 1, theme.flat)));
    else lines.push(theme.paint.faint(theme.glyphs.cursor) + draw(index, width - 1, theme.paint));
  }
  return { lines, scroll: { top, count } };
}

/** Words in an empty pane, in its middle. */
export function drawMessage(words: readonly string[], width: number, height: number, theme: Theme): string[] {
  const above = Math.max(0, Math.floor((height - words.length) / 3));
  return [...Array<string>(above).fill(''), ...words.map((line) => centre(line, width, theme))].slice(0, height);
}

function centre(line: string, width: number, theme: Theme): string {
  const text = cutEnd(line, width);
  return blanks(Math.floor((width - widthOf(text)) / 2)) + theme.paint.faint(text);
}
