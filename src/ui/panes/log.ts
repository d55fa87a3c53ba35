import { formatCount, plural } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import type { App } from '../model/app.ts';
import { logList } from '../model/lists.ts';
import { makeRow } from '../text/row.ts';
import type { Paints, Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawList, drawMessage } from '../view/list.ts';
import type { PaneSize } from './pane.ts';

export function logInfo(app: App): string {
  const { ui } = app;
  const { log } = app.state;
  const filter = ui.filters.log === '' ? '' : `/${ui.filters.log}: ${formatCount(logList(app).length)} of `;
  const { error, warning } = log.counts;
  return [
    ...(error > 0 ? [plural(error, 'error')] : []),
    ...(warning > 0 ? [plural(warning, 'warning')] : []),
    ...(ui.logOrder === 'oldest' ? [] : [`${ui.logOrder} first`]),
    filter + plural(log.entries.length, 'line'),
  ].join(' · ');
}

export function drawLog(app: App, { width, height, focused }: PaneSize, theme: Theme): PaneView {
  const info = logInfo(app);
  const entries = logList(app);
  if (entries.length === 0) {
    const words =
      app.ui.filters.log === ''
        ? ['nothing has been logged']
        : [`no line holds "${app.ui.filters.log}"`, 'Esc shows all'];
    return { info, lines: drawMessage(words, width, height, theme) };
  }
  const draw = (index: number, columns: number, paint: Paints): string => {
    const entry = entries[index];
    if (entry === undefined) return '';
    const levelPaint = entry.level === 'error' ? paint.bad : entry.level === 'warning' ? paint.warn : paint.text;
    const sign = entry.level === 'error' ? theme.glyphs.failed : entry.level === 'warning' ? theme.glyphs.warning : ' ';
    return makeRow(
      [
        { text: timeOfDay(entry.at), paint: paint.faint },
        { text: sign, paint: levelPaint },
        { text: entry.source, width: 10, paint: paint.accent, from: 50 },
        { text: makeVisible(entry.text), grow: true, cut: 'middle', paint: levelPaint },
      ],
      columns,
    );
  };
  return { info, ...drawList(draw, { list: app.ui.lists.log, count: entries.length, width, height, focused, theme }) };
}

function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
