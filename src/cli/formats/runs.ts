/** What `undo --list` prints: a line a run that fits 80 columns, the newest first. */
import { formatBytes, formatCount } from '../../base/quantities.ts';
import type { RunRecord } from '../../removal/types.ts';
import { type Column, columnLines } from './columns.ts';

const columns: readonly Column<RunRecord>[] = [
  { title: 'RUN', align: 'left', text: ({ run }) => run },
  { title: 'BEGUN', align: 'left', text: ({ startedAt }) => localMinute(startedAt) },
  { title: 'FILES', align: 'right', text: ({ actions }) => formatCount(actions) },
  { title: 'SIZE', align: 'right', text: ({ bytes }) => formatBytes(bytes) },
  { title: 'TO TAKE BACK', align: 'left', text: remaining },
];

export function runLines(runs: readonly RunRecord[]): readonly string[] {
  return columnLines(runs, columns, undefined);
}

function remaining({ kind, actions, undoable }: RunRecord): string {
  if (kind === 'undo') return 'is an undo';
  if (undoable === 0) return actions === 0 ? 'nothing done' : 'nothing left';
  return undoable === actions ? 'all' : formatCount(undoable);
}

/** As a person's clock shows it; seconds stand in the name of the run. */
function localMinute(ms: number): string {
  return new Date(ms).toLocaleString('sv-SE').slice(0, 16);
}
