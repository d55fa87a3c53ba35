import { type BytePath, toText } from '../../base/byte-path.ts';
import { formatBytes, plural } from '../../base/quantities.ts';
import type { ScannedFile } from '../../duplicates/types.ts';
import { type FolderPair, type FolderRow, folderOrders } from '../../store/duplicates/folder-index.ts';
import type { App, Command, Step } from '../model/app.ts';
import { showDuplicates } from '../model/duplicate-view.ts';
import { folderList, marksByFolder } from '../model/lists.ts';
import { duplicateViews } from '../model/ui-state.ts';
import { moveTo } from './move.ts';
import { askToRemove } from './removal.ts';

type FolderCommand = (app: App, row: FolderRow) => Step;

/** One key, two meanings: on a row of folders, and on a row of groups. */
export const inFolders =
  (folders: FolderCommand, groups: Command): Command =>
  (app) => {
    if (app.ui.duplicateView === 'groups') return groups(app);
    const row = folderList(app)[app.ui.lists.duplicates.cursor];
    return row === undefined ? { say: 'no folder here · w shows the groups' } : folders(app, row);
  };

/** Everything in the folder and below that can go; where it is all marked already, nothing. */
export const markRow: FolderCommand = (app, row) => {
  if (row.kind === 'pair') return chooseSide(app, row);
  const { duplicates } = app.state;
  const below = `${row.folder === '/' ? '' : row.folder}/`;
  const fits = (file: ScannedFile): boolean => file.path.startsWith(below);
  if ((marksByFolder(app).get(row.folder) ?? 0) >= row.files) {
    return { say: `${plural(duplicates.unmarkWhere(fits), 'file')} unmarked in ${toText(row.folder)}` };
  }
  const { marked, kept } = duplicates.markWhere(fits);
  const rest = kept === 0 ? '' : `; ${plural(kept, 'file')} kept, since one of each group stays`;
  return {
    ...moveTo(app, (cursor) => cursor + 1),
    say: `${plural(marked, 'file')} marked in ${toText(row.folder)}${rest}`,
  };
};

/** Of two folders with the same files, a person says which loses them. */
function chooseSide({ ui }: App, { folder, other, files, bytes }: FolderPair): Step {
  const side = (loses: BytePath, keeps: BytePath) => ({
    label: `in ${toText(loses)}`,
    about: '',
    effects: [{ kind: 'mark-pair', folder: loses, other: keeps }] as const,
  });
  const title = `Mark ${plural(files, 'duplicate')}, ${formatBytes(bytes)}`;
  const items = [side(other, folder), side(folder, other)];
  return { ui: { ...ui, overlay: { kind: 'menu', title, cursor: 0, items } } };
}

/** The groups of a folder, by a filter that Esc takes away. */
export const showGroups: FolderCommand = ({ ui, state }, row) => {
  const folder = row.kind === 'pair' ? row.other : row.folder;
  return { ui: showDuplicates(ui, state, 'groups', `${toText(folder)}/`) };
};

export const removeMarked =
  (action: 'trash' | 'delete'): FolderCommand =>
  (app) =>
    askToRemove(app, undefined, action);

const orderWords = { gain: 'most to gain first', files: 'most files first', path: 'by path' } as const;

export const sortFolderRows: Command = ({ ui }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Folders in order of',
      cursor: folderOrders.indexOf(ui.folderOrder),
      items: folderOrders.map((order) => ({
        label: order,
        about: orderWords[order],
        effects: [{ kind: 'order-folders', order }],
      })),
    },
  },
});

const viewWords = {
  groups: 'files of the same content',
  folders: 'by what each could lose, folders below included',
  pairs: 'two folders by what both of them hold',
} as const;

export const viewDuplicates: Command = ({ ui }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Show duplicates as',
      cursor: duplicateViews.indexOf(ui.duplicateView),
      items: duplicateViews.map((view) => ({
        label: view,
        about: viewWords[view],
        effects: [{ kind: 'view-duplicates', view }],
      })),
    },
  },
});
