import { candidates, showKey } from '../keymap/lookup.ts';
import type { App } from '../model/app.ts';
import type { Toast, Typing } from '../model/ui-state.ts';
import { blanks, cutEnd, widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';
import { drawField } from './field.ts';
import { visibleWidth } from './frame.ts';

/** The last line: what is typed, else what there is to tell, else the keys that work here. */
export function drawFooter(app: App, theme: Theme): string {
  const { columns } = app.ui.size;
  if (app.ui.typing !== undefined) return drawTyping(app.ui.typing, columns, theme);
  if (app.ui.toast !== undefined) return drawToast(app.ui.toast, columns, theme);
  return drawHints(app, columns, theme);
}

/** What there is to tell while the last line is being typed in, as the line above it; undefined: nothing. */
export function drawAboveField({ ui }: App, theme: Theme): string | undefined {
  if (ui.typing === undefined || ui.toast === undefined) return undefined;
  const line = drawToast(ui.toast, ui.size.columns, theme);
  return line + blanks(ui.size.columns - visibleWidth(line));
}

/** The keys of the pane, as many as there is room for; help and quit always find a place. */
function drawHints({ ui }: App, columns: number, { paint }: Theme): string {
  const hints = candidates(ui.focus).flatMap((binding) => {
    const { command, keys, hint, shown, shownIn } = binding;
    if (hint === undefined) return [];
    const key = shownIn?.[ui.focus] ?? shown ?? showKey(keys[0] ?? '');
    return [
      { key, hint, always: command === 'help' || command === 'quit', width: widthOf(key) + 1 + widthOf(hint) + 2 },
    ];
  });
  const always = hints.filter((hint) => hint.always);
  let left = columns - 2 - always.reduce((sum, { width }) => sum + width, 0);
  const fitting = hints.filter(({ always: kept, width }) => {
    if (kept || width > left) return false;
    left -= width;
    return true;
  });
  return ` ${[...fitting, ...always].map(({ key, hint }) => `${paint.key(key)} ${paint.faint(hint)}  `).join('')}`;
}

const typingHelp: Readonly<Record<Typing['purpose'], string>> = {
  filter: 'Enter keeps, Esc clears',
  urls: 'Enter adds, Esc leaves',
  item: 'Enter begins, Esc leaves',
};

function typingLabel(typing: Typing): string {
  if (typing.purpose === 'item') return `${typing.item.asks}: `;
  return typing.purpose === 'filter' ? '/' : 'URLs: ';
}

function drawTyping(typing: Typing, columns: number, theme: Theme): string {
  const { paint } = theme;
  const label = typingLabel(typing);
  const help = typingHelp[typing.purpose];
  const room = columns - 2 - label.length;
  // Where there is little room, it is for what is typed.
  const beside = room - help.length - 2 >= 16 ? help : '';
  const field = drawField(typing.line, Math.max(4, room - (beside === '' ? 0 : beside.length + 1)), theme);
  return ` ${paint.key(label)}${field} ${beside === '' ? '' : paint.faint(`${beside} `)}`;
}

function drawToast({ level, text }: Toast, columns: number, { paint, glyphs }: Theme): string {
  const paints = { good: paint.good, info: paint.accent, warning: paint.warn, error: paint.bad };
  const signs = { good: glyphs.done, info: glyphs.dot, warning: glyphs.warning, error: glyphs.failed };
  return ` ${paints[level](`${signs[level]} ${cutEnd(text, columns - 5)}`)}`;
}
