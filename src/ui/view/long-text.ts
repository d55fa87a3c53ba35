import { showKey } from '../keymap/lookup.ts';
import { keySections } from '../keymap/markdown.ts';
import type { PaneId } from '../layout.ts';
import type { App } from '../model/app.ts';
import type { Overlay } from '../model/overlay.ts';
import { makeRow } from '../text/row.ts';
import { padEnd, wrap } from '../text/width.ts';
import { makeTheme, type Theme } from '../theme/theme.ts';
import { type BoxView, covering, drawBox } from './frame.ts';
import { reportKeys, reportLines } from './report.ts';

/** What is read in front of the panes, and may be longer than the screen. */
export type LongText = Extract<Overlay, { readonly kind: 'help' | 'details' | 'report' }>;

interface Text {
  readonly title: string;
  readonly width: number;
  /** All of them; as many are drawn as there is room for. */
  readonly lines: readonly string[];
}

export function drawLongText(overlay: LongText, app: App, theme: Theme): BoxView {
  const { size: screen } = app.ui;
  const { title, width, lines } = textOf(overlay, app, theme);
  const height = heightOf(app);
  const top = Math.min(overlay.top, lastTopOf(lines, app));
  const shownHeight = Math.min(screen.rows - 2, Math.min(height, lines.length) + 2);
  const area = {
    left: Math.floor((screen.columns - width) / 2),
    top: Math.max(1, Math.floor((screen.rows - shownHeight) / 2)),
    width,
    height: shownHeight,
  };
  const shown = covering(lines.slice(top, top + height), area);
  const scroll = { top, count: lines.length };
  return drawBox(title, keysOf(overlay, lines, app), shown, { area, focused: true, theme, scroll });
}

/** The line at the top when the last one is in sight: it scrolls no further. 0: all is in sight. */
export function lastTop(overlay: LongText, app: App): number {
  return lastTopOf(textOf(overlay, app, bare).lines, app);
}

const bare = makeTheme({ name: 'none', depth: 1, ascii: false });

function heightOf({ ui }: App): number {
  return ui.size.rows - 4;
}

function lastTopOf(lines: readonly string[], app: App): number {
  return Math.max(0, lines.length - heightOf(app));
}

/** What stands in the border: the keys that work here. */
function keysOf({ kind }: LongText, lines: readonly string[], app: App): string {
  if (kind === 'report') return reportKeys(app.state.report);
  return lastTopOf(lines, app) === 0 ? 'any key closes' : 'j/k scroll, others close';
}

function textOf(overlay: LongText, { ui, state }: App, theme: Theme): Text {
  const widest = ui.size.columns - 2;
  switch (overlay.kind) {
    case 'help': {
      const width = Math.min(92, widest);
      return { title: 'Keys', width, lines: helpLines(ui.focus, width - 2, theme) };
    }
    case 'details': {
      const width = Math.min(96, widest);
      return { title: overlay.title, width, lines: detailLines(overlay.rows, width - 2, theme) };
    }
    case 'report': {
      const width = Math.min(100, widest);
      const title = state.report === undefined ? '' : `${state.report.number} ${state.report.title}`;
      return { title, width, lines: reportLines(state.report, width - 2, theme) };
    }
  }
}

const keysWidth = 14;

function helpLines(focus: PaneId, width: number, { paint }: Theme): string[] {
  return keySections(focus).flatMap(({ title, bindings }, index) => [
    ...(index === 0 ? [] : ['']),
    ` ${paint.title(title)}`,
    ...bindings.flatMap(({ keys, about }) =>
      wrap(about, width - keysWidth - 3).map((line, part) =>
        makeRow(
          [
            { text: '' },
            {
              text: part === 0 ? keys.map(showKey).join(' ') : '',
              width: keysWidth,
              align: 'right',
              paint: paint.key,
            },
            { text: line, grow: true, paint: paint.text },
          ],
          width,
        ),
      ),
    ),
  ]);
}

const labelWidth = 9;

function detailLines(
  rows: Extract<Overlay, { readonly kind: 'details' }>['rows'],
  width: number,
  { paint }: Theme,
): string[] {
  return rows.flatMap(([word, text]) =>
    wrap(text, width - labelWidth - 2).map(
      (line, index) => ` ${paint.faint(padEnd(index === 0 ? word : '', labelWidth))}${paint.text(line)}`,
    ),
  );
}
