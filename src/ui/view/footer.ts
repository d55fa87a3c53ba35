import { candidates, showKey } from '../keymap/lookup.ts';
import type { App } from '../model/app.ts';
import type { Toast, Typing } from '../model/ui-state.ts';
import { blanks, cutEnd, widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

/** The last line: what is typed, else what there is to tell, else the keys that work here. */
export function drawFooter(app: App, theme: Theme): string {
  const { columns } = app.ui.size;
  if (app.ui.typing !== undefined) return drawTyping(app.ui.typing, columns, theme);
  if (app.ui.toast !== undefined) return drawToast(app.ui.toast, columns, theme);
  return drawHints(app, columns, theme);
}

function drawHints(app: App, columns: number, { paint }: Theme): string {
  // What is first needed: the keys of the pane; help and quit always find a place.
  const hints = candidates(app.ui.focus).filter(({ hint }) => hint !== undefined);
  const always = hints.filter(({ command }) => command === 'help' || command === 'quit');
  const others = hints.filter((binding) => !always.includes(binding));
  let line = ' ';
  let left = columns - 2 - always.reduce((sum, binding) => sum + hintWidth(binding) + 2, 0);
  for (const binding of [...others, ...always]) {
    const key = binding.shown ?? showKey(binding.keys[0] ?? '');
    const width = hintWidth(binding) + 2;
    if (!always.includes(binding)) {
      if (width > left) continue;
      left -= width;
    }
    line += `${paint.key(key)} ${paint.faint(binding.hint ?? '')}  `;
  }
  return line;
}

function hintWidth({ keys, hint = '', shown }: { keys: readonly string[]; hint?: string; shown?: string }): number {
  return widthOf(shown ?? showKey(keys[0] ?? '')) + 1 + widthOf(hint);
}

function drawTyping({ purpose, text }: Typing, columns: number, { paint }: Theme): string {
  const label = purpose === 'filter' ? '/' : 'URLs: ';
  const help = purpose === 'filter' ? 'Enter keeps, Esc clears' : 'Enter adds, Esc leaves';
  const room = Math.max(4, columns - label.length - help.length - 5);
  const shown = widthOf(text) > room ? cutEnd([...text].slice(-room).join(''), room) : text;
  const gap = blanks(columns - 2 - label.length - widthOf(shown) - 1 - help.length - 1);
  return ` ${paint.key(label)}${paint.text(shown)}${paint.selected(' ')}${gap}${paint.faint(help)} `;
}

function drawToast({ level, text }: Toast, columns: number, { paint, glyphs }: Theme): string {
  const paints = { good: paint.good, info: paint.accent, warning: paint.warn, error: paint.bad };
  const signs = { good: glyphs.done, info: glyphs.dot, warning: glyphs.warning, error: glyphs.failed };
  return ` ${paints[level](`${signs[level]} ${cutEnd(text, columns - 5)}`)}`;
}
