import { type BytePath, fromText } from '../../base/byte-path.ts';
import type { PreviewTask, Room } from '../../preview/types.ts';
import type { DownloadRow } from '../../store/downloads.ts';
import type { DuplicateRow } from '../../store/duplicates/group-rows.ts';
import { type Area, innerArea, type PaneId } from '../layout.ts';
import { type App, layoutOf, previewingIn } from './app.ts';
import { downloadList } from './lists.ts';

/** A file to look at, and what it is here: `kept`, `marked`, `so far`. */
export interface Shown {
  readonly path: BytePath;
  readonly role: 'kept' | 'marked' | 'part' | undefined;
}

/** What the preview is about while it is open, or why there is nothing to look at. */
export type Target =
  | { readonly kind: 'files'; readonly files: readonly [Shown] | readonly [Shown, Shown] }
  | { readonly kind: 'nothing'; readonly why: string };

export const panesOfFiles: readonly PaneId[] = ['duplicates', 'downloads'];

/** One file is what the selected row is about; a pair is two that are marked, or the row's file and the one that stays. */
export function targetOf(app: App): Target {
  const show = app.ui.preview?.show ?? 'file';
  if (show === 'marked') return markedPair(app);
  if (app.ui.focus === 'downloads') {
    const row = downloadList(app)[app.ui.lists.downloads.cursor];
    return row === undefined ? nothing('no downloads here') : downloadTarget(row, show === 'pair');
  }
  if (app.ui.duplicateView !== 'groups') return nothing('a folder: Enter shows the groups in it');
  const row = app.state.duplicates.at(app.ui.lists.duplicates.cursor);
  return row === undefined ? nothing('no duplicates here') : duplicateTarget(app, row, show === 'pair');
}

/** Whether exactly two files are marked: then they are a pair of their own. */
export function hasMarkedPair({ ui, state }: App): boolean {
  return ui.focus === 'duplicates' && state.duplicates.marks.count === 2;
}

function markedPair({ state }: App): Target {
  const [first, second] = [...state.duplicates.marks.all()].map(({ file }) => shown(file.path, 'marked'));
  return first === undefined || second === undefined ? nothing('mark two files') : files(first, second);
}

/** The head of a group stands for the file that stays; that one is compared with the first of the others. */
function duplicateTarget({ state: { duplicates } }: App, row: DuplicateRow, pair: boolean): Target {
  const survivor = duplicates.survivorOf(row.entry);
  const own = row.kind === 'file' ? row.file : (survivor ?? row.entry.files[0]);
  if (own === undefined) return nothing('no file here');
  const roleOf = (file: typeof own): Shown['role'] =>
    duplicates.marks.has(file) ? 'marked' : file === survivor ? 'kept' : undefined;
  if (!pair) return files(shown(own.path, roleOf(own)));
  const kept = survivor ?? row.entry.files[0] ?? own;
  const other = own === kept ? row.entry.files.find((file) => file !== kept) : own;
  return other === undefined
    ? nothing('no second file')
    : files(shown(kept.path, roleOf(kept)), shown(other.path, roleOf(other)));
}

/** A finished file, or what has come of it so far; a pair where its content is known under another name. */
function downloadTarget({ path, part, state, duplicateOf }: DownloadRow, pair: boolean): Target {
  const own = path === undefined ? part : path;
  if (own === undefined || state === 'queued') return nothing('nothing of it has arrived yet');
  const file = shown(fromText(own), path === undefined ? 'part' : undefined);
  if (!pair) return files(file);
  return duplicateOf === undefined
    ? nothing('no file here has its content')
    : files(file, shown(fromText(duplicateOf), undefined));
}

/** What the session is to look at now; the key changes where it should look again. */
export function previewTask(app: App): { readonly task: PreviewTask; readonly key: string } | undefined {
  if (previewingIn(app.ui) === undefined) return undefined;
  const target = targetOf(app);
  if (target.kind === 'nothing') return undefined;
  const [first, second] = target.files;
  const room = roomOf(app, second === undefined ? 1 : 2);
  if (room === undefined) return undefined;
  const files = second === undefined ? ([first.path] as const) : ([first.path, second.path] as const);
  return { task: { files, room }, key: [...files, ...growthOf(app, first)].join('\n') };
}

const looksAtGrowing = 20;

/** What is still arriving is looked at again as it grows. */
function growthOf(app: App, { role }: Shown): string[] {
  if (role !== 'part') return [];
  const row = downloadList(app)[app.ui.lists.downloads.cursor];
  const share = (row?.received ?? 0) / (row?.total ?? 2 ** 24);
  return [String(Math.floor(share * looksAtGrowing))];
}

/** How large a picture may be drawn, for the layout as it is. */
export function roomOf({ ui }: App, count: 1 | 2): Room | undefined {
  const layout = layoutOf(ui);
  if (layout.kind === 'too-small' || layout.preview === undefined) return undefined;
  const [area] = previewAreas(layout.preview, count);
  const { picture } = arrange(innerArea(area));
  return { width: picture.width, height: picture.height * 2 };
}

/** The boxes of the files; below two of them a line says how they compare. */
export function previewAreas(area: Area, count: 1 | 2): readonly [Area] | readonly [Area, Area] {
  if (count === 1) return [area];
  const width = Math.floor(area.width / 2);
  const height = area.height - 1;
  return [
    { ...area, width, height },
    { ...area, left: area.left + width, width: area.width - width, height },
  ];
}

/** Where picture (or text) and facts stand within a box, from its inner corner. */
export interface Arrangement {
  readonly picture: Area;
  readonly facts: Area;
}

const margin = 1;

/** Facts stand below a picture; beside it where the box is low and wide. */
export function arrange({ width, height }: Pick<Area, 'width' | 'height'>): Arrangement {
  if (width < 64 || height >= 22) return arrangeLines({ width, height });
  const facts = Math.min(36, Math.floor(width * 0.42));
  return {
    picture: { left: margin, top: 0, width: width - 2 * margin - facts - 2, height },
    facts: { left: width - margin - facts, top: 0, width: facts, height },
  };
}

/** Lines want the whole width: facts stand below them, in one line where the box is small. */
export function arrangeLines({ width, height }: Pick<Area, 'width' | 'height'>): Arrangement {
  const wide = width - 2 * margin;
  const facts = height >= 14 ? Math.min(6, Math.floor(height / 4)) : 1;
  const gap = facts === 1 ? 0 : 1;
  return {
    picture: { left: margin, top: 0, width: wide, height: height - facts - gap },
    facts: { left: margin, top: height - facts, width: wide, height: facts },
  };
}

function shown(path: BytePath, role: Shown['role']): Shown {
  return { path, role };
}

function files(...shown: readonly [Shown] | readonly [Shown, Shown]): Target {
  return { kind: 'files', files: shown };
}

function nothing(why: string): Target {
  return { kind: 'nothing', why };
}
