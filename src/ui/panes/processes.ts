import { plural } from '../../base/quantities.ts';
import type { ProcessView } from '../../system/tree.ts';
import type { App } from '../model/app.ts';
import { processList } from '../model/lists.ts';
import type { Paints, Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawList, drawMessage } from '../view/list.ts';
import type { PaneSize } from './pane.ts';
import { drawTreeRow } from './process-row.ts';

/** What the title says of a view that is not the usual one. */
const viewWords: Readonly<Record<ProcessView, string | undefined>> = {
  tree: undefined,
  list: 'list',
  zombies: 'only zombies',
  orphans: 'only orphans',
};

export function processesInfo(app: App): string {
  const { state, ui } = app;
  const { sample } = state.machine;
  if (sample === undefined) return '';
  const view = viewWords[ui.processView];
  const marks = [
    ...(ui.filters.processes === ''
      ? []
      : [`/${ui.filters.processes}: ${processList(app).length} of ${sample.processes.length}`]),
    ...(view === undefined ? [] : [view]),
    ...(sample.zombies > 0 ? [plural(sample.zombies, 'zombie')] : []),
    ...(sample.orphans > 0 ? [plural(sample.orphans, 'orphan')] : []),
    ...(ui.processScope === 'all' ? ['whole machine'] : []),
    ...(ui.filters.processes === '' ? [String(sample.processes.length)] : []),
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
  if (rows.length === 0) return { info, lines: drawMessage(emptyWords(app), width, height, theme) };
  const draw = (index: number, columns: number, paint: Paints): string => {
    const row = rows[index];
    return row === undefined ? '' : drawTreeRow(row, { width: columns, paint, theme, now: sample.at });
  };
  return {
    info,
    ...drawList(draw, { list: app.ui.lists.processes, count: rows.length, width, height, focused, theme }),
  };
}

function emptyWords({ ui }: App): string[] {
  if (ui.filters.processes !== '') return [`no process holds "${ui.filters.processes}"`, 'Esc shows all'];
  const what = ui.processView === 'orphans' ? 'no orphans' : 'no zombies';
  const back = 'w shows the tree again';
  return ui.processScope === 'own'
    ? [`${what} of our own`, 'o looks at the whole machine', back]
    : [`${what} on this machine`, back];
}
