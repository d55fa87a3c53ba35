/** A range of duplicates that is being marked: from the row where it was begun to the cursor, wherever the two stand by now. */
import type { ScannedFile } from '../../duplicates/types.ts';
import type { DuplicateTable } from '../../store/duplicates/duplicate-table.ts';
import type { DuplicateRow } from '../../store/duplicates/group-rows.ts';
import type { App, Step } from './app.ts';

/**
 * Where a row stands by now; undefined where it is gone or filtered out. In a folded group a file stands at its head.
 *
 * @param row as it was when it was looked at last
 */
export function placeOf(duplicates: DuplicateTable, row: DuplicateRow): number | undefined {
  const { entry } = row;
  const rows = duplicates.rows();
  if (rows.entries[entry.position] !== entry) return undefined;
  const head = rows.headOf(entry);
  if (row.kind === 'group') return head;
  // Asking for a row puts the files of its group in order.
  duplicates.at(head);
  const isIt = ({ dev, ino }: ScannedFile): boolean => ino === row.file.ino && dev === row.file.dev;
  const there = entry.files[row.index];
  const index = there !== undefined && isIt(there) ? row.index : entry.files.findIndex(isIt);
  if (index < 0) return undefined;
  return entry.folded ? head : head + 1 + index;
}

/** First and last row, both inclusive; undefined where no range is open, or the row that it began on is gone. */
export function rangeOf({ ui, state }: App): { readonly from: number; readonly to: number } | undefined {
  if (ui.rangeFrom === undefined) return undefined;
  const begun = placeOf(state.duplicates, ui.rangeFrom);
  if (begun === undefined) return undefined;
  const { cursor } = ui.lists.duplicates;
  return { from: Math.min(begun, cursor), to: Math.max(begun, cursor) };
}

/** A range one end of which is gone is none: what it would mark is nothing that anybody chose. */
export function endLostRange(app: App, cursorRow?: DuplicateRow): Step | undefined {
  const { ui, state } = app;
  if (ui.rangeFrom === undefined) return undefined;
  const lost = [ui.rangeFrom, cursorRow].some(
    (row) => row !== undefined && placeOf(state.duplicates, row) === undefined,
  );
  return lost
    ? { ui: { ...ui, rangeFrom: undefined }, say: 'the range has ended: a row at its end is gone' }
    : undefined;
}
