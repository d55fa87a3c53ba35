import type { MenuItem } from '../../report/menu.ts';
import type { DownloadOrder } from '../../store/download-order.ts';
import type { FolderOrder } from '../../store/duplicates/folder-index.ts';
import type { DuplicateRow } from '../../store/duplicates/group-rows.ts';
import type { ProcessView, SortKey } from '../../system/tree.ts';
import type { PaneId, Size } from '../layout.ts';
import type { ThemeChoice } from '../theme/theme.ts';
import type { Line } from './line.ts';
import type { Overlay } from './overlay.ts';

/** Where a list stands: the selected row, and the first row in sight. */
export interface ListState {
  readonly cursor: number;
  readonly top: number;
}

/** A line of text being typed at the foot of the screen. */
export type Typing =
  | { readonly purpose: 'filter' | 'urls'; readonly pane: PaneId; readonly line: Line }
  /** What an item of the report's menu asks for. */
  | { readonly purpose: 'item'; readonly item: MenuItem; readonly pane: PaneId; readonly line: Line };

export interface Toast {
  readonly level: 'good' | 'info' | 'warning' | 'error';
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface PreviewState {
  /** The selected file; it and the one of its group that stays; the two that are marked. */
  readonly show: 'file' | 'pair' | 'marked';
  /** First line of a text, or row of bytes, that is shown. */
  readonly top: number;
}

/** `worst`: errors before warnings before the rest, the newest of each first. */
export const logOrders = ['oldest', 'newest', 'worst'] as const;
export type LogOrder = (typeof logOrders)[number];

/** Of the duplicates: groups of files, folders by what they hold, pairs of folders by what they share. */
export const duplicateViews = ['groups', 'folders', 'pairs'] as const;
export type DuplicateView = (typeof duplicateViews)[number];

/** What belongs to the screen alone. Never changed in place. */
export interface UiState {
  readonly size: Size;
  readonly focus: PaneId;
  readonly zoomed: boolean;
  readonly lists: Readonly<Record<PaneId, ListState>>;
  readonly filters: Readonly<Record<PaneId, string>>;
  readonly overlay: Overlay | undefined;
  readonly typing: Typing | undefined;
  /** Open beside the list, which keeps the keys. */
  readonly preview: PreviewState | undefined;
  readonly toast: Toast | undefined;
  readonly mouse: boolean;
  readonly theme: ThemeChoice;
  /** The other end of a range that is being marked. */
  readonly rangeFrom: DuplicateRow | undefined;
  readonly duplicateView: DuplicateView;
  readonly folderOrder: FolderOrder;
  readonly downloadOrder: DownloadOrder;
  readonly logOrder: LogOrder;
  readonly processSort: SortKey;
  readonly processView: ProcessView;
  readonly processScope: 'own' | 'all';
  readonly foldedProcesses: ReadonlySet<string>;
  /** The row of the process whose threads are shown. */
  readonly threadsOf: string | undefined;
  /** The row that the last key left the cursor of the processes on. */
  readonly processAt: string | undefined;
}

export function initialUi(size: Size, mouse: boolean, theme: ThemeChoice = 'auto'): UiState {
  return {
    size,
    focus: 'duplicates',
    zoomed: false,
    lists: perPane({ cursor: 0, top: 0 }),
    filters: perPane(''),
    overlay: undefined,
    typing: undefined,
    preview: undefined,
    toast: undefined,
    mouse,
    theme,
    rangeFrom: undefined,
    duplicateView: 'groups',
    folderOrder: 'gain',
    downloadOrder: 'queue',
    logOrder: 'oldest',
    processSort: 'pid',
    processView: 'tree',
    processScope: 'own',
    foldedProcesses: new Set(),
    threadsOf: undefined,
    processAt: undefined,
  };
}

export function withList(ui: UiState, pane: PaneId, list: ListState): UiState {
  return { ...ui, lists: { ...ui.lists, [pane]: list } };
}

function perPane<T>(value: T): Record<PaneId, T> {
  return { processes: value, downloads: value, duplicates: value, system: value, log: value };
}
