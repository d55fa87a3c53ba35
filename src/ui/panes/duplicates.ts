import { baseName, fromText, toText } from '../../base/byte-path.ts';
import { formatBytes, formatCount, plural } from '../../base/quantities.ts';
import type { KeepRule, ScannedFile } from '../../duplicates/types.ts';
import { type GroupEntry, gainOf } from '../../store/duplicates/group-entry.ts';
import type { App } from '../model/app.ts';
import { rangeOf } from '../model/range.ts';
import { makeRow } from '../text/row.ts';
import type { Paints, Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawList, drawMessage } from '../view/list.ts';
import { drawFolders, foldersInfo } from './folders.ts';
import type { PaneSize } from './pane.ts';

export function duplicatesInfo(app: App): string {
  const { state, ui } = app;
  const { duplicates, scan } = state;
  const { marks } = duplicates;
  if (duplicates.groups === 0) return '';
  if (ui.duplicateView !== 'groups') return foldersInfo(app);
  const filter =
    duplicates.filter === '' ? [] : [`/${duplicates.filter}: ${formatCount(duplicates.rows().entries.length)} of`];
  const groups = [...filter, plural(duplicates.groups, 'group')].join(' ');
  return [
    ...(ui.rangeFrom === undefined ? [] : ['range: v ends it']),
    ...(marks.count > 0 ? [`${formatCount(marks.count)} marked, ${formatBytes(marks.bytes)}`] : []),
    groups,
    `${formatBytes(duplicates.redundantBytes)} to gain${scan.phase === 'running' ? ' so far' : ''}`,
  ].join(' · ');
}

export function drawDuplicates(app: App, size: PaneSize, theme: Theme): PaneView {
  if (app.ui.duplicateView !== 'groups') return drawFolders(app, size, theme);
  const { width, height, focused } = size;
  const { duplicates, scan } = app.state;
  const info = duplicatesInfo(app);
  const count = duplicates.rows().count;
  if (count === 0) return { info, lines: drawMessage(emptyWords(app), width, height, theme) };
  const roots = scan.roots.map((root) => fromText(root.endsWith('/') ? root : `${root}/`));
  const root = roots.length === 1 ? (roots[0] ?? '') : '';
  const range = rangeOf(app);
  const inRange = (index: number): boolean => range !== undefined && index >= range.from && index <= range.to;
  const draw = (index: number, columns: number, paint: Paints): string => {
    const row = duplicates.at(index);
    if (row === undefined) return '';
    return row.kind === 'group'
      ? groupRow(row.entry, columns, paint, theme)
      : fileRow(app, row.entry, row.file, root, columns, paint, theme, inRange(index));
  };
  return { info, ...drawList(draw, { list: app.ui.lists.duplicates, count, width, height, focused, theme }) };
}

function groupRow(entry: GroupEntry, width: number, paint: Paints, theme: Theme): string {
  const { glyphs } = theme;
  const { size, files } = entry.group;
  const first = entry.files[0];
  return makeRow(
    [
      { text: entry.folded ? glyphs.folded : glyphs.unfolded, paint: paint.accent },
      { text: `${formatCount(files.length)} ${glyphs.times} ${formatBytes(size)}`, width: 12, paint: paint.strong },
      { text: first === undefined ? '' : toText(baseName(first.path)), grow: true, cut: 'middle', paint: paint.strong },
      {
        text: entry.marked > 0 ? `${glyphs.marked} ${formatCount(entry.marked)}` : '',
        width: 5,
        align: 'right',
        paint: paint.marked,
      },
      { text: `gain ${formatBytes(gainOf(entry.group))}`, width: 12, align: 'right', paint: paint.faint, from: 50 },
    ],
    width,
  );
}

function fileRow(
  app: App,
  entry: GroupEntry,
  file: ScannedFile,
  root: string,
  width: number,
  paint: Paints,
  theme: Theme,
  ranged: boolean,
): string {
  const { duplicates } = app.state;
  const { glyphs } = theme;
  const marked = duplicates.marks.has(file);
  const kept = !marked && duplicates.survivorOf(entry) === file;
  const path = file.path.startsWith(root) ? file.path.slice(root.length) : file.path;
  const sign = marked ? glyphs.marked : kept ? glyphs.survivor : ranged ? glyphs.dot : ' ';
  const painted = marked ? paint.marked : kept ? paint.survivor : paint.text;
  const links = file.links.length > 0 ? `+${plural(file.links.length, 'name')} ` : '';
  return makeRow(
    [
      { text: ` ${sign}`, paint: painted },
      { text: toText(path as typeof file.path), grow: true, cut: 'middle', paint: painted },
      {
        text: links + remark(file, marked, kept, duplicates.keepRules, glyphs.dot),
        width: 18,
        align: 'right',
        paint: paint.faint,
        from: 50,
      },
    ],
    width,
  );
}

const keptWords: Readonly<Record<KeepRule, string>> = {
  oldest: 'oldest',
  newest: 'newest',
  'shortest-path': 'shortest',
  'longest-path': 'longest',
  first: 'first',
};

function remark(file: ScannedFile, marked: boolean, kept: boolean, rules: readonly KeepRule[], dot: string): string {
  if (marked) return 'marked';
  if (file.reference) return 'reference';
  const rule = rules[0];
  if (kept) return rule === undefined ? 'kept' : `kept ${dot} ${keptWords[rule]}`;
  return new Date(Number(file.mtimeNs / 1_000_000n)).toISOString().slice(0, 10);
}

function emptyWords({ state: { duplicates, scan } }: App): string[] {
  if (duplicates.filter !== '' && duplicates.groups > 0)
    return [`no duplicate holds "${duplicates.filter}"`, 'Esc shows all'];
  switch (scan.phase) {
    case 'idle':
      return ['no folder has been scanned'];
    case 'running':
      return ['looking for duplicates …', 'groups appear as soon as they are known'];
    case 'failed':
      return ['the scan failed', scan.reason ?? '', 'r tries again'];
    case 'done':
      return [
        'no duplicates',
        `${plural(scan.summary?.stats.files ?? 0, 'file')}, no two with the same content`,
        'r scans again',
      ];
  }
}
