import { toText } from '../../base/byte-path.ts';
import { formatBytes, formatCount, plural } from '../../base/quantities.ts';
import type { Marked } from '../../session/types.ts';
import type { DuplicateTable } from '../../store/duplicates/duplicate-table.ts';
import type { GroupEntry } from '../../store/duplicates/group-entry.ts';
import type { DuplicateRow } from '../../store/duplicates/group-rows.ts';
import type { App, Step } from '../model/app.ts';
import type { PathList, QuestionLine } from '../model/overlay.ts';

type Action = 'trash' | 'delete';

/**
 * Asks before anything goes: which files, how many bytes, what stays, and how it comes back.
 *
 * @param row what is meant where nothing is marked; undefined: nothing then
 */
export function askToRemove(app: App, row: DuplicateRow | undefined, action: Action): Step {
  const { duplicates, removal } = app.state;
  if (app.noDelete) return { say: 'removal is off (--no-delete)' };
  if (removal.phase !== 'idle') return { say: 'a removal is under way' };
  const chosen = duplicates.marks.count > 0;
  const marked = chosen ? allMarked(duplicates) : theRow(duplicates, row);
  if (typeof marked === 'string') return { say: marked };
  const files = marked.reduce((sum, { victims }) => sum + victims.length, 0);
  const bytes = marked.reduce((sum, { group, victims }) => sum + group.size * victims.length, 0);
  const permanent = action === 'delete';
  const lines: readonly QuestionLine[] = [
    `${formatBytes(bytes)} to gain in ${plural(marked.length, 'group')}.`,
    whatGoes(marked, files),
    whatStays(marked),
    wayBack(permanent, files === 1),
    ...outOfSight(duplicates, files === 1),
    {
      kind: 'assurance',
      text: `${files === 1 ? 'It' : 'Each'} is compared byte by byte with what stays, right before it goes.`,
    },
  ];
  return {
    ui: {
      ...app.ui,
      overlay: {
        kind: 'confirm',
        title: permanent ? `Delete ${plural(files, 'file')} for good?` : `Move ${plural(files, 'file')} to the trash?`,
        lines: () => lines,
        yes: permanent ? 'Delete' : 'Move to trash',
        chosen: 'no',
        effects: [{ kind: 'remove', action, marked }],
        otherwise: chosen ? [] : [{ kind: 'unmark', files: marked.flatMap(({ victims }) => victims) }],
      },
    },
  };
}

function allMarked(duplicates: DuplicateTable): Marked[] {
  const byEntry = new Map<GroupEntry, Marked['victims'][number][]>();
  for (const { entry, file } of duplicates.marks.all()) {
    const victims = byEntry.get(entry);
    if (victims === undefined) byEntry.set(entry, [file]);
    else victims.push(file);
  }
  return [...byEntry].map(([entry, victims]) => ({ group: inKeepOrder(entry), victims }));
}

/** Nothing is marked: the row itself. It is marked while it is asked about, so that the list says which it is. */
function theRow(duplicates: DuplicateTable, row: DuplicateRow | undefined): Marked[] | string {
  if (row === undefined) return 'nothing is marked: Space marks what this folder can lose';
  if (row.kind === 'group') return 'nothing is marked: a marks this group, Space a file';
  if (duplicates.survivorOf(row.entry) === row.file) return 'this is the file to keep: mark or choose another';
  const refusal = duplicates.mark(row.entry, row.file);
  return refusal ?? allMarked(duplicates);
}

function inKeepOrder(entry: GroupEntry): Marked['group'] {
  return entry.files === entry.group.files ? entry.group : { ...entry.group, files: entry.files };
}

const pathsShown = 3;

function whatGoes(marked: readonly Marked[], count: number): PathList {
  const first = marked.slice(0, pathsShown).flatMap(({ victims }) => victims.slice(0, pathsShown));
  return {
    kind: 'paths',
    label: 'Goes',
    paths: first.slice(0, pathsShown).map(({ path }) => toText(path)),
    count,
    more: (hidden) => `and ${formatCount(hidden)} more`,
    moreInShort: (hidden) => ` and ${formatCount(hidden)} more`,
  };
}

function whatStays(marked: readonly Marked[]): PathList {
  const kept = marked
    .slice(0, pathsShown)
    .flatMap(({ group, victims }) => group.files.find((file) => !victims.includes(file)) ?? []);
  return {
    kind: 'paths',
    label: 'Stays',
    paths: kept.map(({ path }) => toText(path)),
    count: marked.length,
    more: (hidden) => `and one file or more of ${plural(hidden, 'further group')}`,
    moreInShort: (hidden) => `, ${plural(hidden, 'more group')}`,
  };
}

function wayBack(permanent: boolean, one: boolean): string {
  if (!permanent) return `u brings ${one ? 'it' : 'them'} back from the trash.`;
  return `No trash: u can only bring ${one ? 'it back as a copy' : 'them back as copies'} of what stays.`;
}

/** Marks stay when a filter takes their groups out of sight: what is not seen is told. */
function outOfSight(duplicates: DuplicateTable, one: boolean): string[] {
  if (duplicates.rows().entries.length === duplicates.groups) return [];
  const hidden = [...duplicates.marks.all()].filter(({ entry }) => entry.position < 0).length;
  return hidden === 0 ? [] : [`The filter hides ${one ? 'it' : `${formatCount(hidden)} of them`}.`];
}
