import type { Menu, MenuItem } from '../model/overlay.ts';
import { makeRow } from '../text/row.ts';
import { widthOf, wrap } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

const usualLabel = 14;

/**
 * The items of a menu, nothing of them cut; where that needs too much room the selected one is whole, and in sight.
 *
 * @param rows at most so many lines
 */
export function menuLines(menu: Menu, columns: number, rows: number, theme: Theme): string[] {
  const widest = Math.max(0, ...menu.items.map(({ label, about }) => (about === '' ? 0 : widthOf(label))));
  const label = columns < 50 ? widest : Math.max(usualLabel, widest);
  const item = (index: number, whole: boolean): string[] => {
    const given = menu.items[index];
    if (given === undefined) return [];
    const look = { index, selected: index === menu.cursor, label, columns, theme };
    return whole ? wholeItem(given, look) : [itemRow(given, look)];
  };
  const all = menu.items.flatMap((_, index) => item(index, true));
  if (all.length <= rows) return all;
  const above = menu.items.slice(0, menu.cursor).flatMap((_, index) => item(index, false));
  const selected = item(menu.cursor, true);
  const below = menu.items.slice(menu.cursor + 1).flatMap((_, index) => item(menu.cursor + 1 + index, false));
  const top = Math.max(0, above.length + selected.length - rows);
  return [...above, ...selected, ...below].slice(top, top + rows);
}

interface ItemLook {
  readonly index: number;
  readonly selected: boolean;
  /** Columns of the label, where something stands beside it. */
  readonly label: number;
  readonly columns: number;
  readonly theme: Theme;
}

function wholeItem({ label, about }: MenuItem, look: ItemLook): string[] {
  // Cursor and number, each with a blank behind it.
  const before = widthOf(look.theme.glyphs.cursor) + 3;
  // What has nothing beside it has the whole line: a path, for one.
  if (about === '') {
    const lines = wrap(label, look.columns - before);
    return lines.map((line, index) => itemRow({ label: line, about: '' }, look, index === 0));
  }
  const lines = wrap(about, look.columns - before - look.label - 1);
  return lines.map((line, index) => itemRow({ label: index === 0 ? label : '', about: line }, look, index === 0));
}

function itemRow({ label, about }: Pick<MenuItem, 'label' | 'about'>, look: ItemLook, first = true): string {
  const { index, selected, columns, theme } = look;
  const paint = selected ? theme.flat : theme.paint;
  const row = makeRow(
    [
      { text: selected && first ? theme.glyphs.cursor : ' ', width: selected ? widthOf(theme.glyphs.cursor) : 1 },
      { text: first ? String(index + 1) : '', width: 1, paint: paint.key },
      about === ''
        ? { text: label, grow: true, cut: 'middle', paint: paint.strong }
        : { text: label, width: look.label, paint: paint.strong },
      ...(about === '' ? [] : [{ text: about, grow: true, paint: paint.faint }]),
    ],
    columns,
  );
  return selected ? theme.paint.selected(row) : row;
}
