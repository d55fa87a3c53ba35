import { formatBytes, formatClock, plural } from '../../base/quantities.ts';
import type { ProcessRow } from '../../system/tree.ts';
import type { ProcessInfo } from '../../system/types.ts';
import { stateWord } from '../../system/words.ts';
import type { App } from '../model/app.ts';
import { processList } from '../model/lists.ts';
import { makeRow, type RowCell } from '../text/row.ts';
import type { Paints, Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawList, drawMessage } from '../view/list.ts';
import type { PaneSize } from './pane.ts';

export function processesInfo({ state, ui }: App): string {
  const { sample } = state.machine;
  if (sample === undefined) return '';
  const marks = [
    ...(sample.zombies > 0 ? [plural(sample.zombies, 'zombie')] : []),
    ...(sample.orphans > 0 ? [plural(sample.orphans, 'orphan')] : []),
    ...(ui.processScope === 'all' ? ['whole machine'] : []),
    String(sample.processes.length),
  ];
  return marks.join(' · ');
}

export function drawProcesses(app: App, { width, height, focused }: PaneSize, theme: Theme): PaneView {
  const info = processesInfo(app);
  const rows = processList(app);
  const { sample } = app.state.machine;
  if (sample === undefined) {
    return { info, lines: drawMessage(['looking at the processes …'], width, height, theme) };
  }
  if (rows.length === 0) {
    return {
      info,
      lines: drawMessage([`no process holds "${app.ui.filters.processes}"`, 'Esc shows all'], width, height, theme),
    };
  }
  const draw = (index: number, columns: number, paint: Paints): string => {
    const row = rows[index];
    return row === undefined ? '' : processRow(row, columns, paint, theme, sample.at);
  };
  return {
    info,
    ...drawList(draw, { list: app.ui.lists.processes, count: rows.length, width, height, focused, theme }),
  };
}

/** @param now milliseconds since the epoch, for the age */
function processRow(row: ProcessRow, width: number, paint: Paints, theme: Theme, now: number): string {
  const { process } = row;
  const state = wordOf(process);
  const wide = width >= 90;
  const cells: RowCell[] = [
    {
      text: nameCell(row, theme),
      ...(wide ? { width: 28 } : { grow: true }),
      paint: process.zombie ? paint.bad : paint.text,
    },
    { text: String(process.pid), width: 7, align: 'right', paint: paint.faint },
    { text: state.text, width: 8, paint: state.alarming ? paint.warn : paint.faint, from: 42 },
    { text: state.alarming ? state.letter : process.state, width: 1, paint: state.alarming ? paint.warn : paint.faint },
    {
      text: `${Math.round(process.cpuPercent)} %`,
      width: 5,
      align: 'right',
      paint: process.cpuPercent >= 50 ? paint.accent : paint.text,
    },
    { text: formatBytes(process.rssBytes), width: 7, align: 'right', paint: paint.text },
    { text: formatClock(now - process.startedAt), width: 8, align: 'right', paint: paint.faint, from: 60 },
    ...(wide ? [{ text: aboutProcess(row), grow: true, paint: process.zombie ? paint.warn : paint.faint }] : []),
  ];
  return makeRow(cells, width);
}

function wordOf(process: ProcessInfo): { text: string; letter: string; alarming: boolean } {
  if (process.zombie) return { text: 'zombie', letter: 'Z', alarming: true };
  if (process.orphan) return { text: 'orphan', letter: 'O', alarming: true };
  return { text: stateWord(process.state), letter: process.state, alarming: false };
}

function nameCell({ branch, children, folded, hidden, process }: ProcessRow, { glyphs }: Theme): string {
  const fold = children === 0 ? '' : `${folded ? glyphs.folded : glyphs.unfolded} `;
  const name = process.role === undefined || process.role === process.name ? process.name : process.role;
  return `${branch}${fold}${name}${hidden > 0 ? ` (+${hidden})` : ''}`;
}

/** Of a zombie the parent that does not wait for it: only that one can act. */
function aboutProcess({ process, negligent }: ProcessRow): string {
  return negligent === undefined ? process.command : `not waited for by ${negligent.name} (${negligent.pid})`;
}
