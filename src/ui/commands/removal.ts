import { toText } from '../../base/byte-path.ts';
import { formatBytes, plural } from '../../base/quantities.ts';
import type { Marked } from '../../session/types.ts';
import type { DuplicateTable } from '../../store/duplicates/duplicate-table.ts';
import type { GroupEntry } from '../../store/duplicates/group-entry.ts';
import type { DuplicateRow } from '../../store/duplicates/group-rows.ts';
import type { App, Step } from '../model/app.ts';

type Action = 'trash' | 'delete';

/**
 * Asks before anything goes: how many files, how many bytes, what stays, and how it comes back.
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
  const lines = [
    `${formatBytes(bytes)} to gain in ${plural(marked.length, 'group')}.`,
    ...whatStays(duplicates, marked),
    permanent ? 'No trash: u can only bring them back as copies of what stays.' : 'u brings them back from the trash.',
    'Each is compared with what stays, byte by byte, right before it goes.',
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

function whatStays(duplicates: DuplicateTable, marked: readonly Marked[]): string[] {
  const shown = marked.slice(0, 3).map(({ group, victims }) => {
    const kept = group.files.find((file) => !victims.includes(file));
    return kept === undefined ? '' : `Stays: ${toText(kept.path)}`;
  });
  const more = marked.length - shown.length;
  const rest = more > 0 ? [`and one file or more of ${plural(more, 'further group')}.`] : [];
  return [...shown, ...rest, ...(duplicates.filter === '' ? [] : ['Files out of sight of the filter are included.'])];
}
