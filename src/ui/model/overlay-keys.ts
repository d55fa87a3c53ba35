import { unreachable } from '../../base/errors.ts';
import { onlyWaits } from '../../store/report.ts';
import { commands } from '../commands/index.ts';
import { type LongText, lastTop } from '../view/long-text.ts';
import type { App, Step } from './app.ts';
import { editLine, insert, type Line, longestLine, onOneLine } from './line.ts';
import type { Confirm, Menu, Overlay, Palette } from './overlay.ts';
import { findEntries, type PaletteEntry } from './palette.ts';
import { chooseItem } from './report.ts';
import { deadInLine, tooLong } from './typing.ts';

/** Keys while something stands in front of the panes. Escape always leads back. */
export function updateOverlay(app: App, overlay: Overlay, key: string, text: string): Step {
  if (key === 'escape' && overlay.kind !== 'report') return close(app);
  switch (overlay.kind) {
    case 'help':
    case 'details':
      return updateText(app, overlay, key);
    case 'report':
      return updateReport(app, overlay, key);
    case 'confirm':
      return updateConfirm(app, overlay, key);
    case 'menu':
      return updateMenu(app, overlay, key);
    case 'palette':
      return updatePalette(app, overlay, key, text);
    default:
      return unreachable(overlay);
  }
}

function close(app: App): Step {
  const { overlay } = app.ui;
  const effects = overlay?.kind === 'confirm' ? (overlay.otherwise ?? []) : [];
  return { ui: { ...app.ui, overlay: undefined }, effects };
}

function show(app: App, overlay: Overlay): Step {
  return { ui: { ...app.ui, overlay } };
}

/** Rows that a key scrolls a text by. */
function scrollSteps({ ui }: App): Readonly<Record<string, number>> {
  const page = Math.max(1, ui.size.rows - 6);
  return { j: 1, down: 1, k: -1, up: -1, pagedown: page, space: page, pageup: -page };
}

/** The same text further up or down, never past its ends. */
function scrolled(app: App, text: LongText, step: number): Step {
  const last = lastTop(text, app);
  return show(app, { ...text, top: Math.max(0, Math.min(last, Math.min(last, text.top) + step)) });
}

function updateText(app: App, text: LongText, key: string): Step {
  const step = scrollSteps(app)[key];
  return step === undefined || lastTop(text, app) === 0 ? close(app) : scrolled(app, text, step);
}

/** What was begun goes on when its result is put away: it is in the log when it comes. What only waits can be ended. */
function updateReport(app: App, report: LongText, key: string): Step {
  if ((key === 'escape' || key === 'q') && onlyWaits(app.state.report)) return { effects: [{ kind: 'cancel-item' }] };
  if (key === 'e' && app.state.report?.number === 12) return { effects: [{ kind: 'export-timings' }] };
  const step = scrollSteps(app)[key];
  return step === undefined ? close(app) : scrolled(app, report, step);
}

/** Enter takes the answer that is shown as chosen, which is No until it is changed; only y says yes at once. */
function updateConfirm(app: App, confirm: Confirm, key: string): Step {
  switch (key) {
    case 'y':
    case 'Y':
      return { ui: { ...app.ui, overlay: undefined }, effects: confirm.effects };
    case 'enter':
      return confirm.chosen === 'yes'
        ? { ui: { ...app.ui, overlay: undefined }, effects: confirm.effects }
        : close(app);
    case 'left':
    case 'right':
    case 'tab':
    case 'shift+tab':
    case 'h':
    case 'l':
      return show(app, { ...confirm, chosen: confirm.chosen === 'no' ? 'yes' : 'no' });
    case 'n':
    case 'N':
    case 'q':
      return close(app);
    default:
      return { say: 'y for yes, n or Enter for no' };
  }
}

function updateMenu(app: App, menu: Menu, key: string): Step {
  const count = menu.items.length;
  const digit = Number.parseInt(key, 10);
  if (digit >= 1 && digit <= count) return choose(app, menu, digit - 1);
  switch (key) {
    case 'enter':
      return choose(app, menu, menu.cursor);
    case 'j':
    case 'down':
    case 'tab':
      return show(app, { ...menu, cursor: (menu.cursor + 1) % count });
    case 'k':
    case 'up':
    case 'shift+tab':
      return show(app, { ...menu, cursor: (menu.cursor + count - 1) % count });
    case 'q':
      return close(app);
    default:
      return { say: 'Enter chooses, Esc goes back' };
  }
}

function choose(app: App, menu: Menu, index: number): Step {
  const { effects = [], refusal } = menu.items[index] ?? {};
  return refusal === undefined ? { ...close(app), effects } : { ...close(app), say: refusal };
}

function updatePalette(app: App, palette: Palette, key: string, text: string): Step {
  const found = findEntries(palette.query.text);
  const moved = (by: number): Step =>
    show(app, { ...palette, cursor: Math.max(0, Math.min(found.length - 1, palette.cursor + by)) });
  switch (key) {
    case 'down':
    case 'tab':
    case 'ctrl+n':
      return moved(1);
    case 'up':
    case 'shift+tab':
    case 'ctrl+p':
      return moved(-1);
    case 'enter': {
      const entry = found[palette.cursor];
      return entry === undefined ? { say: 'no command of that name' } : runEntry(app, entry);
    }
    default: {
      const edited = editLine(palette.query, key);
      if (edited !== undefined) return ask(app, palette, edited);
      return text === '' ? { say: deadInLine(key) } : typeIntoPalette(app, palette, text);
    }
  }
}

/** Text for the query of the palette at its cursor, typed or pasted. */
export function typeIntoPalette(app: App, palette: Palette, text: string): Step {
  const added = onOneLine(text);
  if (palette.query.text.length + added.length > longestLine) return { say: tooLong };
  return ask(app, palette, insert(palette.query, added));
}

/** Other words find other commands, the first of which is selected. */
function ask(app: App, palette: Palette, query: Line): Step {
  return show(app, { ...palette, query, cursor: query.text === palette.query.text ? palette.cursor : 0 });
}

function runEntry(app: App, entry: PaletteEntry): Step {
  if (entry.kind === 'item') return chooseItem(app, entry.item);
  const { where, command } = entry.binding;
  // A command of another pane is run there.
  const panes = where === 'everywhere' || where === 'lists' ? undefined : where;
  const focus = panes === undefined || panes.includes(app.ui.focus) ? app.ui.focus : (panes[0] ?? app.ui.focus);
  const ui = { ...app.ui, overlay: undefined, focus };
  return { ui, ...commands[command]({ ...app, ui }) };
}
