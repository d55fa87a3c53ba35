import { dirName, toText } from '../../base/byte-path.ts';
import { plural } from '../../base/quantities.ts';
import { defaultKeepRules, type KeepRule, type ScannedFile } from '../../duplicates/types.ts';
import type { DuplicateRow } from '../../store/duplicates/group-rows.ts';
import { groupOrders } from '../../store/duplicates/sorting.ts';
import type { App, Command, Step } from '../model/app.ts';
import { endLostRange, rangeOf } from '../model/range.ts';
import { withList } from '../model/ui-state.ts';
import { inFolders, markRow, removeMarked, showGroups, sortFolderRows } from './folders.ts';
import { moveTo } from './move.ts';
import { askToRemove } from './removal.ts';

type RowCommand = (app: App, row: DuplicateRow) => Step;

/** A command on the selected row; says so where there is none. */
const onRow =
  (command: RowCommand): Command =>
  (app) => {
    if (app.ui.duplicateView !== 'groups') return { say: 'this works on groups of files · w shows them' };
    const row = app.state.duplicates.at(app.ui.lists.duplicates.cursor);
    return row === undefined ? { say: 'no duplicates here' } : command(app, row);
  };

const goOn = (app: App): Step => moveTo(app, (cursor) => cursor + 1);

const mark: RowCommand = (app, row) => {
  if (row.kind === 'group') return markGroup(app, row);
  const refusal = app.state.duplicates.toggleMark(row.entry, row.file);
  return refusal === undefined ? goOn(app) : { say: `not marked: ${refusal}` };
};

const markGroup: RowCommand = (app, { entry }) => {
  const { duplicates } = app.state;
  duplicates.toggleGroup(entry);
  if (entry.marked === 0 && entry.group.files.slice(1).every((file) => file.reference)) {
    return { say: 'every file of this group is in a reference folder' };
  }
  return moveTo(app, () => duplicates.rows().headOf(entry) + (entry.folded ? 1 : 1 + entry.group.files.length));
};

const setFold =
  (folded: boolean): RowCommand =>
  ({ ui, state }, { entry }) => {
    state.duplicates.fold(entry, folded);
    const cursor = folded ? state.duplicates.rows().headOf(entry) : ui.lists.duplicates.cursor;
    return { ui: withList(ui, 'duplicates', { ...ui.lists.duplicates, cursor }) };
  };

const range: RowCommand = (app, begun) => {
  const { ui, state } = app;
  if (ui.rangeFrom === undefined) return { ui: { ...ui, rangeFrom: begun } };
  const rows = rangeOf(app);
  if (rows === undefined) return endLostRange(app) ?? {};
  let kept = 0;
  for (let at = rows.from; at <= rows.to; at += 1) {
    const row = state.duplicates.at(at);
    if (row?.kind === 'file' && state.duplicates.mark(row.entry, row.file) !== undefined) kept += 1;
  }
  const done = { ...ui, rangeFrom: undefined };
  return kept === 0 ? { ui: done } : { ui: done, say: `${plural(kept, 'file')} not marked: one of each group stays` };
};

const markFolder: RowCommand = (app, row) => {
  if (row.kind === 'group') return { say: 'stand on a file: its folder is what is marked' };
  const folder = dirName(row.file.path);
  const below = `${folder}/`;
  const fits = (file: ScannedFile): boolean => file.path.startsWith(below);
  const { marked, kept } = app.state.duplicates.markWhere(fits);
  const rest = kept === 0 ? '' : `; ${plural(kept, 'file')} kept, since one of each group stays`;
  return { say: `${plural(marked, 'file')} marked in ${toText(folder)}${rest}` };
};

/** The head of the next or the last group. */
const jump =
  (steps: 1 | -1): RowCommand =>
  (app, row) => {
    const rows = app.state.duplicates.rows();
    const atHead = row.kind === 'group' || steps === 1;
    const entry = rows.entries[row.entry.position + (atHead ? steps : 0)];
    return entry === undefined ? { say: 'no further group' } : moveTo(app, () => rows.headOf(entry));
  };

const keepChoices: readonly { readonly label: string; readonly rules: readonly KeepRule[]; readonly about: string }[] =
  [
    { label: 'oldest', rules: defaultKeepRules, about: 'changed longest ago; of equal age the shortest path' },
    { label: 'newest', rules: ['newest', 'shortest-path'], about: 'changed last' },
    { label: 'shortest path', rules: ['shortest-path', 'oldest'], about: 'nearest to the root' },
    { label: 'longest path', rules: ['longest-path', 'oldest'], about: 'sorted deepest' },
    { label: 'first', rules: ['first'], about: 'in the order of the folders given' },
  ];

const orderNames = {
  gain: 'most to gain first',
  size: 'largest file first',
  files: 'most copies first',
  path: 'by path',
} as const;

export const duplicateCommands = {
  mark: inFolders(markRow, onRow(mark)),
  'mark-group': inFolders(markRow, onRow(markGroup)),
  'mark-folder': inFolders(markRow, onRow(markFolder)),
  'mark-all': onRow((app) => {
    const { marked } = app.state.duplicates.markWhere(() => true);
    return { say: marked === 0 ? 'every group in sight is marked already' : `${plural(marked, 'file')} marked` };
  }),
  'unmark-all': onRow((app) => {
    if (app.state.duplicates.marks.count === 0) return { say: 'nothing is marked' };
    app.state.duplicates.unmarkAll();
    return {};
  }),
  range: onRow(range),
  trash: inFolders(
    removeMarked('trash'),
    onRow((app, row) => askToRemove(app, row, 'trash')),
  ),
  delete: inFolders(
    removeMarked('delete'),
    onRow((app, row) => askToRemove(app, row, 'delete')),
  ),
  'fold-all': onRow((app, row) => {
    app.state.duplicates.foldAll(!row.entry.folded);
    return moveTo(app, () => app.state.duplicates.rows().headOf(row.entry));
  }),
  'next-group': onRow(jump(1)),
  'previous-group': onRow(jump(-1)),
  'keep-rule': ({ ui, state }) => ({
    ui: {
      ...ui,
      overlay: {
        kind: 'menu',
        title: 'Of each group, keep',
        cursor: Math.max(
          0,
          keepChoices.findIndex(({ rules }) => rules.join() === state.duplicates.keepRules.join()),
        ),
        items: keepChoices.map(({ label, rules, about }) => ({
          label,
          about,
          effects: [{ kind: 'keep-rules', rules }],
        })),
      },
    },
  }),
  rescan: ({ state }) =>
    state.scan.phase === 'running' ? { say: 'a scan is running' } : { effects: [{ kind: 'rescan' }] },
} satisfies Record<string, Command>;

export const foldDuplicates = { fold: onRow(setFold(true)), unfold: inFolders(showGroups, onRow(setFold(false))) };

export const sortDuplicates: Command = (app) =>
  app.ui.duplicateView === 'groups' ? sortGroups(app) : sortFolderRows(app);

const sortGroups: Command = ({ ui, state }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Groups in order of',
      cursor: groupOrders.indexOf(state.duplicates.order),
      items: groupOrders.map((order) => ({
        label: order,
        about: orderNames[order],
        effects: [{ kind: 'order-groups', order }],
      })),
    },
  },
});
