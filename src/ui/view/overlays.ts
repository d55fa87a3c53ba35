import { unreachable } from '../../base/errors.ts';
import type { State } from '../../store/state.ts';
import { showKey } from '../keymap/lookup.ts';
import { keySections } from '../keymap/markdown.ts';
import type { Area, PaneId, Size } from '../layout.ts';
import type { App } from '../model/app.ts';
import type { Confirm, Menu, Overlay } from '../model/overlay.ts';
import { findEntries, nameOf, type PaletteEntry } from '../model/palette.ts';
import { makeRow } from '../text/row.ts';
import { blanks, padEnd, widthOf, wrap } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';
import { type BoxView, drawBox, visibleWidth } from './frame.ts';
import { menuLines } from './menu.ts';
import { questionLines } from './question.ts';
import { reportKeys, reportLines } from './report.ts';

/** A box in the middle of the screen, over the panes. */
export function drawOverlay(overlay: Overlay, { ui, state }: App, theme: Theme): BoxView {
  const { size: screen, focus } = ui;
  const widest = screen.columns - 2;
  switch (overlay.kind) {
    case 'help':
      return drawHelp(overlay.top, focus, screen, theme);
    case 'details':
      return drawDetails(overlay, Math.min(96, widest), screen, theme);
    case 'report': {
      const width = Math.min(100, widest);
      const title = state.report === undefined ? '' : `${state.report.number} ${state.report.title}`;
      const text = { title, info: reportKeys(state.report), lines: reportLines(state.report, width - 2, theme) };
      return drawScrolled(text, overlay.top, width, screen, theme);
    }
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

function drawDetails(
  { title, rows }: Extract<Overlay, { kind: 'details' }>,
  width: number,
  screen: Size,
  theme: Theme,
): BoxView {
  const { paint } = theme;
  const label = 9;
  const lines = rows.flatMap(([word, text]) =>
    wrap(text, width - label - 4).map(
      (line, index) => ` ${paint.faint(padEnd(index === 0 ? word : '', label))}${paint.text(line)}`,
    ),
  );
  return inMiddle(title, 'any key closes', lines, width, screen, theme);
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
  const found = findEntries(palette.query);
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
  const query = ` ${theme.paint.key(':')} ${theme.paint.text(palette.query)}${theme.paint.selected(' ')}`;
  const rest = Array<string>(Math.max(0, shown - rows.length)).fill('');
  return inMiddle(
    'Commands',
    palette.query === '' ? `${found.length}` : `${found.length} of ${findEntries('').length}`,
    [query, '', ...rows, ...rest],
    width,
    screen,
    theme,
  );
}

function keyOf(entry: PaletteEntry): string {
  return entry.kind === 'item' ? `:${entry.item.number}` : showKey(entry.binding.keys[0] ?? '');
}

function drawHelp(top: number, focus: PaneId, screen: Size, theme: Theme): BoxView {
  const width = Math.min(92, screen.columns - 2);
  const lines = helpLines(focus, width - 2, theme);
  return drawScrolled({ title: 'Keys', info: 'j/k scroll, any other key closes', lines }, top, width, screen, theme);
}

/** A text that may be longer than the screen. */
function drawScrolled(
  { title, info, lines }: { readonly title: string; readonly info: string; readonly lines: readonly string[] },
  top: number,
  width: number,
  screen: Size,
  theme: Theme,
): BoxView {
  const height = screen.rows - 4;
  const first = Math.max(0, Math.min(top, lines.length - height));
  const scroll = { top: first, count: lines.length };
  const shownHeight = Math.min(screen.rows - 2, Math.min(height, lines.length) + 2);
  const area = {
    left: Math.floor((screen.columns - width) / 2),
    top: Math.max(1, Math.floor((screen.rows - shownHeight) / 2)),
    width,
    height: shownHeight,
  };
  const shown = covering(lines.slice(first, first + height), area);
  return drawBox(title, info, shown, { area, focused: true, theme, scroll });
}

/** The lines out to the border: what stands behind must not show through. */
function covering(lines: readonly string[], { width, height }: Area): string[] {
  return Array.from({ length: height - 2 }, (_, row) => {
    const line = lines[row] ?? '';
    return line + blanks(width - 2 - visibleWidth(line));
  });
}

function helpLines(focus: PaneId, width: number, { paint }: Theme): string[] {
  return keySections(focus).flatMap(({ title, bindings }, index) => [
    ...(index === 0 ? [] : ['']),
    ` ${paint.title(title)}`,
    ...bindings.map(({ keys, about }) =>
      makeRow(
        [
          { text: '' },
          { text: keys.map(showKey).join(' '), width: 14, align: 'right', paint: paint.key },
          { text: about, grow: true, paint: paint.text },
        ],
        width,
      ),
    ),
  ]);
}
