import { unreachable } from '../../base/errors.ts';
import type { State } from '../../store/state.ts';
import { showKey } from '../keymap/lookup.ts';
import type { Size } from '../layout.ts';
import type { App } from '../model/app.ts';
import type { Confirm, Menu, Overlay } from '../model/overlay.ts';
import { findEntries, nameOf, type PaletteEntry } from '../model/palette.ts';
import { makeRow } from '../text/row.ts';
import { blanks, widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';
import { drawField } from './field.ts';
import { type BoxView, covering, drawBox } from './frame.ts';
import { drawLongText } from './long-text.ts';
import { menuLines } from './menu.ts';
import { questionLines } from './question.ts';

/** A box in the middle of the screen, over the panes. */
export function drawOverlay(overlay: Overlay, app: App, theme: Theme): BoxView {
  const { ui, state } = app;
  const { size: screen } = ui;
  const widest = screen.columns - 2;
  switch (overlay.kind) {
    case 'help':
    case 'details':
    case 'report':
      return drawLongText(overlay, app, theme);
    case 'confirm':
      return drawConfirm(overlay, state, Math.min(72, widest), screen, theme);
    case 'menu':
      return drawMenu(overlay, Math.min(68, widest), screen, theme);
    case 'palette':
      return drawPalette(overlay, Math.min(80, widest), screen, theme);
    default:
      return unreachable(overlay);
  }
}

function inMiddle(
  title: string,
  info: string,
  lines: readonly string[],
  width: number,
  screen: Size,
  theme: Theme,
): BoxView {
  const height = Math.min(screen.rows - 1, lines.length + 2);
  const area = {
    left: Math.floor((screen.columns - width) / 2),
    top: Math.max(Math.min(1, screen.rows - 1 - height), Math.floor((screen.rows - height) / 2)),
    width,
    height,
  };
  return drawBox(title, info, covering(lines, area), { area, focused: true, theme });
}

function drawConfirm(confirm: Confirm, state: State, width: number, screen: Size, theme: Theme): BoxView {
  const { paint, glyphs } = theme;
  const inside = width - 4;
  const button = (label: string, chosen: boolean): string =>
    chosen ? paint.selected(`${glyphs.cursor} ${label} `) : `  ${label} `;
  const no = button('No', confirm.chosen === 'no');
  const yes = button(confirm.yes, confirm.chosen === 'yes');
  const keys = 'y yes · Enter takes the chosen answer';
  const room = inside - 5 - 3 - confirm.yes.length - 3;
  const answers = ` ${no}   ${yes}${room > widthOf(keys) ? blanks(room - widthOf(keys)) + paint.faint(keys) : ''}`;
  // Where it needs the room, the question stands over the header too, without margins.
  const text = questionLines(confirm.lines(state), inside, screen.rows - 4).map((line) => ` ${paint.text(line)}`);
  const margins = screen.rows - 4 - text.length - 1;
  const whole = margins >= 3 ? ['', ...text, '', answers, ''] : [...text, ...(margins > 0 ? [''] : []), answers];
  return inMiddle(confirm.title, '', whole, width, screen, theme);
}

function drawMenu(menu: Menu, width: number, screen: Size, theme: Theme): BoxView {
  const lines = menuLines(menu, width - 2, screen.rows - 4, theme);
  return inMiddle(menu.title, besideTitle(menu.title, 'Enter or number', width), lines, width, screen, theme);
}

/** Which keys work, where there is room for all of it. */
function besideTitle(title: string, info: string, width: number): string {
  return widthOf(title) + widthOf(info) + 7 <= width ? info : '';
}

function drawPalette(
  palette: Extract<Overlay, { kind: 'palette' }>,
  width: number,
  screen: Size,
  theme: Theme,
): BoxView {
  const found = findEntries(palette.query.text);
  const narrow = width < 50;
  const shown = Math.max(3, Math.min(14, screen.rows - 7));
  const top = Math.max(0, Math.min(palette.cursor - shown + 1, found.length - shown));
  const rows = found.slice(top, top + shown).map((entry, index) => {
    const selected = top + index === palette.cursor;
    const paint = selected ? theme.flat : theme.paint;
    const row = makeRow(
      [
        { text: selected ? theme.glyphs.cursor : ' ' },
        { text: nameOf(entry), width: narrow ? 13 : 15, paint: paint.strong },
        { text: entry.kind === 'item' ? entry.item.title : entry.binding.about, grow: true, paint: paint.text },
        { text: keyOf(entry), width: narrow ? 4 : 9, align: 'right', paint: paint.key },
      ],
      width - 2,
    );
    return selected ? theme.paint.selected(row) : row;
  });
  const query = ` ${theme.paint.key(':')} ${drawField(palette.query, width - 6, theme)}`;
  const rest = Array<string>(Math.max(0, shown - rows.length)).fill('');
  return inMiddle(
    'Commands',
    palette.query.text === '' ? `${found.length}` : `${found.length} of ${findEntries('').length}`,
    [query, '', ...rows, ...rest],
    width,
    screen,
    theme,
  );
}

function keyOf(entry: PaletteEntry): string {
  return entry.kind === 'item' ? `:${entry.item.number}` : showKey(entry.binding.keys[0] ?? '');
}
