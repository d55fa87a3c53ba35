/** The cursor of the processes stays with the process it was put on: rows come, go and change places by themselves. */
import { processRowOf } from '../../system/thread-rows.ts';
import type { ProcessRow, SortKey } from '../../system/tree.ts';
import type { App } from './app.ts';
import { processList } from './lists.ts';
import { type UiState, withList } from './ui-state.ts';

/** Orders in which rows change places without anything having been pressed. */
const restless: readonly SortKey[] = ['cpu', 'memory', 'threads'];

/** The row that a key has left the cursor on is the one to follow from now on. */
export function anchorProcess(app: App): UiState {
  const { ui } = app;
  const processAt = processList(app)[ui.lists.processes.cursor]?.id;
  return processAt === ui.processAt ? ui : { ...ui, processAt };
}

/** The cursor on the row it was left on, wherever that stands by now. Where the row is gone, the cursor stays. */
export function followProcess(app: App): UiState {
  const { ui } = app;
  const { processAt, processSort, focus } = ui;
  const list = ui.lists.processes;
  // Who looks at the first row looks at what comes first, where that is a question of the moment.
  const watchesFirst = focus !== 'processes' || restless.includes(processSort);
  if (processAt === undefined || (list.cursor === 0 && watchesFirst)) return ui;
  const rows = processList(app);
  if (rows[list.cursor]?.id === processAt) return ui;
  const row = rows.findIndex(({ id }) => id === processAt);
  const cursor = row < 0 ? rows.findIndex(({ id }) => id === processPart(processAt)) : row;
  if (cursor < 0 || cursor === list.cursor) return ui;
  return withList(ui, 'processes', { cursor, top: Math.max(0, list.top + cursor - list.cursor) });
}

/**
 * The process under the cursor, where another one stands there by now than the last key left it on: nobody may hit one
 * process with what was pressed for another.
 */
export function processInstead(app: App): ProcessRow | undefined {
  const { ui } = app;
  const row = processList(app)[ui.lists.processes.cursor];
  if (row === undefined || ui.processAt === undefined) return undefined;
  return processRowOf(row).id === processPart(ui.processAt) ? undefined : processRowOf(row);
}

/** The row of a thread is named after that of its process. */
function processPart(id: string): string {
  return id.split('/', 1)[0] ?? id;
}
