import type { PaneId } from '../layout.ts';
import { type Area, paneIds } from '../layout.ts';
import { paneTitles } from '../pane-titles.ts';
import { blanks, cutEnd, widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

/** What a pane has to say; each line exactly as wide as the inside of its frame, or shorter. */
export interface PaneView {
  /** At the right of the title: the figure that matters most. */
  readonly info: string;
  readonly lines: readonly string[];
  /** Of a list that does not fit: drawn as a thumb in the right border. */
  readonly scroll?: Scroll;
}

export interface Scroll {
  readonly top: number;
  readonly count: number;
}

export interface FrameOptions {
  readonly pane: PaneId;
  readonly area: Area;
  readonly focused: boolean;
  readonly theme: Theme;
}

/**
 * A box in five pieces. Each side is one text in one paint: what Ink does for each escape sequence of a frame is most of
 * what a frame costs, and a border in every line would be a third of them.
 */
export interface BoxView {
  readonly area: Area;
  readonly top: string;
  readonly left: string;
  /** As wide as the inside, or shorter. */
  readonly body: readonly string[];
  readonly right: string;
  readonly bottom: string;
}

/** A pane in its border. The title stands in the top line: `╭ 3 Duplicates ───── 212 groups ╮`. */
export function drawFrame(view: PaneView, { pane, area, focused, theme }: FrameOptions): BoxView {
  const { glyphs } = theme;
  const title = `${paneIds.indexOf(pane) + 1} ${paneTitles[pane]}`;
  const head = focused ? `${glyphs.focusMark} ${title}` : title;
  return drawBox(head, view.info, view.lines, {
    area,
    focused,
    theme,
    cut: cutFor(pane),
    ...(view.scroll === undefined ? {} : { scroll: view.scroll }),
  });
}

export interface BoxOptions {
  readonly area: Area;
  readonly focused: boolean;
  readonly theme: Theme;
  readonly scroll?: Scroll;
  /** Cuts the info to its room; default: at its end. */
  readonly cut?: (info: string, room: number) => string;
}

export function drawBox(title: string, info: string, lines: readonly string[], options: BoxOptions): BoxView {
  const { area, focused, theme, scroll } = options;
  const { width, height } = area;
  const { glyphs, paint } = theme;
  const box = focused ? glyphs.focusedBox : glyphs.box;
  const border = focused ? paint.focusedBorder : paint.border;
  const inside = Math.max(0, width - 2);
  const rows = Math.max(0, height - 2);
  const thumb = thumbRows(scroll, rows);
  const right = Array.from({ length: rows }, (_, row) =>
    thumb !== undefined && row >= thumb.from && row < thumb.to ? glyphs.thumb : box.vertical,
  );
  return {
    area,
    top: topLine(title, info, inside, options),
    left: border(Array<string>(rows).fill(box.vertical).join('\n')),
    body: lines.slice(0, rows),
    right: border(right.join('\n')),
    bottom: border(box.bottomLeft + box.horizontal.repeat(inside) + box.bottomRight),
  };
}

/** A pane in one line, where there is no room for its box. */
export function drawLine(pane: PaneId, info: string, width: number, theme: Theme): string {
  const title = ` ${paneIds.indexOf(pane) + 1} ${paneTitles[pane]} `;
  const shown = info === '' ? '' : ` ${cutFor(pane)(info, width - title.length - 4)} `;
  const rule = theme.glyphs.box.horizontal.repeat(Math.max(0, width - title.length - widthOf(shown) - 1));
  return (
    theme.paint.faint(title) +
    theme.paint.border(rule) +
    theme.paint.text(shown) +
    theme.paint.border(theme.glyphs.box.horizontal)
  );
}

const between = ' · ';

/** In these the whole stands last, behind the parts that need attention; in the others what matters most stands first. */
const wholeLast: readonly PaneId[] = ['processes', 'downloads'];

function cutFor(pane: PaneId): (info: string, room: number) => string {
  return wholeLast.includes(pane) ? fitInfo : cutEnd;
}

/** The figure that stands last stays where there is little room, and the others as far as that goes. */
export function fitInfo(info: string, room: number): string {
  if (widthOf(info) <= room) return info;
  const parts = info.split(between);
  const main = parts.pop() ?? '';
  while (parts.length > 0) {
    parts.pop();
    const shorter = `${parts.join(between)} … ${main}`.trimStart();
    if (widthOf(shorter) <= room) return shorter;
  }
  return cutEnd(main, room);
}

function topLine(title: string, info: string, inside: number, { focused, theme, cut = cutEnd }: BoxOptions): string {
  const { glyphs, paint } = theme;
  const box = focused ? glyphs.focusedBox : glyphs.box;
  const border = focused ? paint.focusedBorder : paint.border;
  const head = ` ${cutEnd(title, inside - 2)} `;
  const room = inside - widthOf(head) - 3;
  const tail = info === '' || room < 4 ? '' : ` ${cut(info, room)} `;
  const rule = box.horizontal.repeat(Math.max(0, inside - widthOf(head) - widthOf(tail) - (tail === '' ? 0 : 1)));
  return (
    border(box.topLeft) +
    (focused ? paint.title(head) : paint.faint(head)) +
    border(rule) +
    (focused ? paint.text(tail) : paint.faint(tail)) +
    border((tail === '' ? '' : box.horizontal) + box.topRight)
  );
}

function thumbRows(scroll: Scroll | undefined, rows: number): { from: number; to: number } | undefined {
  if (scroll === undefined || rows < 3 || scroll.count <= rows) return undefined;
  const size = Math.max(1, Math.round((rows * rows) / scroll.count));
  const from = Math.round((scroll.top / (scroll.count - rows)) * (rows - size));
  return { from, to: from + size };
}

const sgr = /\x1b\[[0-9;]*m/g;

export function visibleWidth(line: string): number {
  return widthOf(line.includes('\x1b') ? line.replace(sgr, '') : line);
}

/** The lines out to the border: what stands behind must not show through. */
export function covering(lines: readonly string[], { width, height }: Area): string[] {
  return Array.from({ length: height - 2 }, (_, row) => {
    const line = lines[row] ?? '';
    return line + blanks(width - 2 - visibleWidth(line));
  });
}
