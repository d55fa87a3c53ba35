import { type BytePath, fromText, toText } from '../../base/byte-path.ts';
import { formatBytes, formatCount, plural } from '../../base/quantities.ts';
import { type FolderPair, type FolderRow, mostFolders } from '../../store/duplicates/folder-index.ts';
import type { App } from '../model/app.ts';
import { folderCount, folderList, marksByFolder, widespreadGroups } from '../model/lists.ts';
import { makeRow, type RowCell } from '../text/row.ts';
import { cutMiddle, widthOf } from '../text/width.ts';
import type { Paints, Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawList, drawMessage } from '../view/list.ts';
import type { PaneSize } from './pane.ts';

export function foldersInfo(app: App): string {
  const { ui, state } = app;
  const { marks } = state.duplicates;
  const count = folderList(app).length;
  const filter = ui.filters.duplicates === '' ? '' : `/${ui.filters.duplicates}: ${formatCount(count)} of `;
  const whole = folderCount(app);
  const what =
    ui.duplicateView === 'pairs' ? plural(whole, 'pair of folders', 'pairs of folders') : plural(whole, 'folder');
  const widespread = widespreadGroups(app);
  return [
    ...(marks.count > 0 ? [`${formatCount(marks.count)} marked, ${formatBytes(marks.bytes)}`] : []),
    filter + what,
    ...(widespread > 0 ? [`without ${plural(widespread, 'group')} in over ${mostFolders} folders`] : []),
    `${formatBytes(state.duplicates.redundantBytes)} to gain`,
  ].join(' · ');
}

/** Duplicates by the folders they stand in: what each could lose, or what two of them share. */
export function drawFolders(app: App, { width, height, focused }: PaneSize, theme: Theme): PaneView {
  const info = foldersInfo(app);
  const rows = folderList(app);
  if (rows.length === 0) return { info, lines: drawMessage(emptyWords(app), width, height, theme) };
  const marked = marksByFolder(app);
  const root = fromText(app.state.scan.roots.length === 1 ? (app.state.scan.roots[0] ?? '') : '');
  const draw = (index: number, columns: number, paint: Paints): string => {
    const row = rows[index];
    return row === undefined ? '' : folderRow(row, marked.get(row.folder) ?? 0, { root, columns, paint, theme });
  };
  return {
    info,
    ...drawList(draw, { list: app.ui.lists.duplicates, count: rows.length, width, height, focused, theme }),
  };
}

interface RowOptions {
  readonly root: BytePath;
  readonly columns: number;
  readonly paint: Paints;
  readonly theme: Theme;
}

function folderRow(row: FolderRow, marked: number, { root, columns, paint, theme }: RowOptions): string {
  const { glyphs } = theme;
  const full = row.kind === 'folder' && marked >= row.files;
  const figures: RowCell[] = [
    { text: plural(row.files, 'file'), width: 12, align: 'right', paint: paint.text },
    { text: formatBytes(row.bytes), width: 8, align: 'right', paint: paint.strong },
  ];
  if (row.kind === 'pair') {
    const draw = (space: number): string => pairText(row, root, space, paint, theme);
    return makeRow([{ text: '' }, { text: '', grow: true, draw }, ...figures], columns);
  }
  const sign = full ? glyphs.marked : marked > 0 ? glyphs.dot : ' ';
  const painted = marked > 0 ? paint.marked : paint.text;
  const count: RowCell = {
    text: marked > 0 ? `${formatCount(marked)} marked` : '',
    width: 14,
    align: 'right',
    paint: paint.marked,
    from: 56,
  };
  return makeRow(
    [
      { text: sign, paint: painted },
      { text: shortened(row.folder, root), grow: true, cut: 'middle', paint: painted },
      count,
      ...figures,
    ],
    columns,
  );
}

/** Both folders, each with half of the room at least. */
function pairText({ folder, other }: FolderPair, root: BytePath, columns: number, paint: Paints, theme: Theme): string {
  const between = ` ${theme.glyphs.equal} `;
  const room = columns - widthOf(between);
  const [left, right] = [shortened(folder, root), shortened(other, root)];
  const half = Math.floor(room / 2);
  const leftRoom = widthOf(right) < half ? room - widthOf(right) : Math.max(half, Math.min(widthOf(left), half));
  const shownLeft = cutMiddle(left, leftRoom);
  const shownRight = cutMiddle(right, room - widthOf(shownLeft));
  const rest = ' '.repeat(Math.max(0, room - widthOf(shownLeft) - widthOf(shownRight)));
  return paint.text(shownLeft) + paint.accent(between) + paint.text(shownRight) + rest;
}

/** From the scanned folder on; that folder itself by its whole path. */
function shortened(folder: BytePath, root: BytePath): string {
  const below = root.endsWith('/') ? root : `${root}/`;
  return toText(root !== '' && folder.startsWith(below) ? (folder.slice(below.length) as BytePath) : folder);
}

function emptyWords({ ui, state }: App): string[] {
  if (ui.filters.duplicates !== '') return [`no folder holds "${ui.filters.duplicates}"`, 'Esc shows all'];
  if (state.scan.phase === 'running') return ['looking for duplicates …', 'folders appear as soon as they are known'];
  return [
    ui.duplicateView === 'pairs' ? 'no two folders hold the same file' : 'no folder holds duplicates',
    'w shows the groups',
  ];
}
