import { basename } from 'node:path';
import { formatBytes, formatClock, formatCount, formatElapsed, formatRate, plural } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import type { DownloadRow } from '../../store/downloads.ts';
import { timeLeft } from '../../store/rate.ts';
import type { App } from '../model/app.ts';
import { downloadList } from '../model/lists.ts';
import { queuedFor } from '../model/waiting.ts';
import { formatShare, makeBar } from '../text/bar.ts';
import { makeRow, type RowCell } from '../text/row.ts';
import type { Paints, Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawList, drawMessage } from '../view/list.ts';
import type { PaneSize } from './pane.ts';

export function downloadsInfo(app: App): string {
  const { state, ui } = app;
  const { downloads, paused } = state;
  if (downloads.size === 0) return '';
  const { failed, cancelled } = downloads.counts;
  return [
    ...(ui.filters.downloads === ''
      ? []
      : [`/${ui.filters.downloads}: ${formatCount(downloadList(app).length)} of ${formatCount(downloads.size)}`]),
    ...(ui.downloadOrder === 'queue' ? [] : [`by ${ui.downloadOrder}`]),
    ...(paused ? ['paused'] : []),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(cancelled > 0 ? [`${formatCount(cancelled)} cancelled`] : []),
    ...(downloads.duplicates > 0 ? [plural(downloads.duplicates, 'duplicate')] : []),
    `${formatCount(downloads.arrived)} of ${formatCount(downloads.size)}`,
  ].join(' · ');
}

export function drawDownloads(app: App, { width, height, focused }: PaneSize, theme: Theme): PaneView {
  const info = downloadsInfo(app);
  const rows = downloadList(app);
  if (rows.length === 0) {
    const words =
      app.state.downloads.size === 0
        ? ['nothing to download', 'a adds URLs, or paste them here']
        : [`no download holds "${app.ui.filters.downloads}"`, 'Esc shows all'];
    return { info, lines: drawMessage(words, width, height, theme) };
  }
  const draw = (index: number, columns: number, paint: Paints): string => {
    const row = rows[index];
    const now = Date.now();
    return row === undefined ? '' : downloadRow(row, columns, paint, theme, now, queuedFor(row, app.state, now));
  };
  return {
    info,
    ...drawList(draw, { list: app.ui.lists.downloads, count: rows.length, width, height, focused, theme }),
  };
}

/**
 * @param now milliseconds since the epoch, for what is counted down
 * @param waitsFor of a row that is queued, beside its turn
 */
export function downloadRow(
  row: DownloadRow,
  width: number,
  paint: Paints,
  theme: Theme,
  now: number,
  waitsFor: string | undefined,
): string {
  const name: RowCell = {
    text: makeVisible(row.name),
    cut: 'middle',
    paint: paint.text,
    width: Math.max(12, Math.floor(width * 0.36)),
  };
  return makeRow([stateGlyph(row, paint, theme), name, ...outcome(row, paint, theme, now, waitsFor)], width);
}

function outcome(row: DownloadRow, paint: Paints, theme: Theme, now: number, waitsFor: string | undefined): RowCell[] {
  const size: RowCell = { text: formatBytes(row.received), width: 7, align: 'right', paint: paint.faint };
  switch (row.state) {
    case 'active':
      return progress(row, paint, theme);
    case 'queued':
      return [{ text: waitsFor ?? 'queued', grow: true, paint: waitsFor === undefined ? paint.faint : paint.warn }];
    case 'paused':
      return [{ text: 'paused', grow: true, paint: paint.faint }, size];
    case 'waiting': {
      const left = row.retryAt === undefined ? '' : `again in ${formatClock(row.retryAt - now)} ${theme.glyphs.dot} `;
      return [{ text: left + (row.reason ?? 'waiting'), grow: true, paint: paint.warn }];
    }
    case 'done':
      return row.duplicateOf === undefined
        ? [
            {
              text: row.ms === undefined ? 'done' : `done in ${formatElapsed(row.ms)}`,
              grow: true,
              paint: paint.faint,
            },
            size,
          ]
        : [
            // The name says most; i tells the whole path.
            {
              text: `same as ${basename(makeVisible(row.duplicateOf))}`,
              grow: true,
              cut: 'middle',
              paint: paint.marked,
            },
            size,
          ];
    case 'failed':
      return [{ text: row.reason ?? 'failed', grow: true, paint: paint.bad }];
    case 'skipped':
      return [{ text: row.reason ?? 'skipped', grow: true, paint: paint.faint }];
    case 'cancelled':
      return [{ text: 'cancelled', grow: true, paint: paint.faint }];
  }
}

function progress(row: DownloadRow, paint: Paints, theme: Theme): RowCell[] {
  const share = row.total === undefined || row.total === 0 ? undefined : row.received / row.total;
  const left = row.total === undefined ? undefined : timeLeft(row.total - row.received, row.rate);
  return [
    { text: '', grow: true, draw: (columns) => makeBar(share, columns, theme.glyphs, paint) },
    share === undefined
      ? { text: formatBytes(row.received), width: 7, align: 'right' }
      : { text: formatShare(share), width: 5, align: 'right' },
    { text: row.rate > 0 ? formatRate(row.rate) : '', width: 9, align: 'right', paint: paint.faint },
    { text: left === undefined ? '' : formatClock(left), width: 7, align: 'right', paint: paint.faint, from: 64 },
  ];
}

function stateGlyph({ state, duplicateOf }: DownloadRow, paint: Paints, { glyphs }: Theme): RowCell {
  switch (state) {
    case 'active':
      return { text: glyphs.down, paint: paint.accent };
    case 'queued':
      return { text: glyphs.queued, paint: paint.faint };
    case 'waiting':
      return { text: glyphs.waiting, paint: paint.warn };
    case 'paused':
      return { text: glyphs.paused, paint: paint.faint };
    case 'done':
      return {
        text: duplicateOf === undefined ? glyphs.done : glyphs.equal,
        paint: duplicateOf === undefined ? paint.good : paint.marked,
      };
    case 'failed':
      return { text: glyphs.failed, paint: paint.bad };
    case 'skipped':
      return { text: glyphs.done, paint: paint.faint };
    case 'cancelled':
      return { text: glyphs.dash, paint: paint.faint };
  }
}
