import { formatBytes, formatClock, formatElapsed } from '../../base/quantities.ts';
import type { ThreadRow, TreeRow } from '../../system/thread-rows.ts';
import type { ProcessRow } from '../../system/tree.ts';
import type { ProcessInfo } from '../../system/types.ts';
import { stateWord, titleOf } from '../../system/words.ts';
import { makeRow, type RowCell } from '../text/row.ts';
import { widthOf } from '../text/width.ts';
import type { Paints, Theme } from '../theme/theme.ts';

export interface RowLook {
  readonly width: number;
  readonly paint: Paints;
  readonly theme: Theme;
  /** Milliseconds since the epoch, for the age. */
  readonly now: number;
}

/** From here on a row has room for the command. */
const wideFrom = 90;
const nameWidth = 28;

export function drawTreeRow(row: TreeRow, look: RowLook): string {
  if (row.kind === 'thread') return threadRow(row, look);
  return row.process.zombie && look.width < wideFrom ? narrowZombieRow(row, look) : processRow(row, look);
}

function processRow(row: ProcessRow, { width, paint, theme, now }: RowLook): string {
  const { process } = row;
  const state = wordOf(process);
  const wide = width >= wideFrom;
  const cells: RowCell[] = [
    {
      text: nameCell(row, theme),
      ...(wide ? { width: nameWidth } : { grow: true }),
      paint: process.zombie ? paint.bad : paint.text,
    },
    { text: String(process.pid), width: 7, align: 'right', paint: paint.faint },
    { text: state.text, width: 8, paint: state.alarming ? paint.warn : paint.faint, from: 42 },
    { text: state.letter, width: 1, paint: state.alarming ? paint.warn : paint.faint },
    cpuCell(process.cpuPercent, paint),
    { text: formatBytes(process.rssBytes), width: 7, align: 'right', paint: paint.text },
    { text: formatClock(now - process.startedAt), width: 8, align: 'right', paint: paint.faint, from: 60 },
    ...(wide ? [{ text: aboutProcess(row), grow: true, paint: process.zombie ? paint.warn : paint.faint }] : []),
  ];
  return makeRow(cells, width);
}

/** The dead use neither CPU nor memory: who has not waited for them takes that place. */
function narrowZombieRow(row: ProcessRow, { width, paint, theme }: RowLook): string {
  const word = width < 42 ? 'Z' : 'zombie';
  const state = row.negligent === undefined ? word : `${word} of ${nameOfParent(row.negligent)}`;
  // The columns of the living rows, so that the numbers stand below each other; more where a name needs it.
  const usual = width < 42 ? 15 : width < 60 ? 24 : 33;
  const atMost = Math.min(widthOf(state), Math.floor(width * 0.6));
  return makeRow(
    [
      { text: nameCell(row, theme), grow: true, paint: paint.bad },
      { text: String(row.process.pid), width: 7, align: 'right', paint: paint.faint },
      { text: state, width: Math.max(usual, atMost), cut: 'middle', paint: paint.warn },
    ],
    width,
  );
}

function threadRow({ thread, branch }: ThreadRow, { width, paint }: RowLook): string {
  const wide = width >= wideFrom;
  return makeRow(
    [
      { text: branch + thread.name, ...(wide ? { width: nameWidth } : { grow: true }), paint: paint.faint },
      { text: String(thread.tid), width: 7, align: 'right', paint: paint.faint },
      { text: stateWord(thread.state), width: 8, paint: paint.faint, from: 42 },
      { text: thread.state, width: 1, paint: paint.faint },
      cpuCell(thread.cpuPercent, paint),
      { text: 'thread', width: 7, align: 'right', paint: paint.faint },
      { text: '', width: 8, from: 60 },
      ...(wide ? [{ text: `${formatElapsed(thread.cpuMs)} of CPU in all`, grow: true, paint: paint.faint }] : []),
    ],
    width,
  );
}

function cpuCell(percent: number, paint: Paints): RowCell {
  return {
    text: `${Math.round(percent)} %`,
    width: 5,
    align: 'right',
    paint: percent >= 50 ? paint.accent : paint.text,
  };
}

function wordOf(process: ProcessInfo): { text: string; letter: string; alarming: boolean } {
  if (process.zombie) return { text: 'zombie', letter: 'Z', alarming: true };
  if (process.orphan) return { text: 'orphan', letter: 'O', alarming: true };
  return { text: stateWord(process.state), letter: process.state, alarming: false };
}

function nameCell({ branch, children, folded, hidden, process }: ProcessRow, { glyphs }: Theme): string {
  const fold = children === 0 ? '' : `${folded ? glyphs.folded : glyphs.unfolded} `;
  return `${branch}${fold}${titleOf(process)}${hidden > 0 ? ` (+${hidden})` : ''}`;
}

/** Of a zombie the parent that does not wait for it, since only that one can act; of an orphan who took it. */
function aboutProcess({ process, negligent }: ProcessRow): string {
  if (negligent !== undefined) return `not waited for by ${nameOfParent(negligent)}`;
  return process.orphan ? `adopted by ${process.ppid}: ${process.command}` : process.command;
}

function nameOfParent(parent: ProcessInfo): string {
  return `${titleOf(parent)} (${parent.pid})`;
}
