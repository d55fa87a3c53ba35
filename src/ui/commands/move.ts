import type { App, Command } from '../model/app.ts';
import { rowsInSight } from '../model/app.ts';
import { keepInSight, listLength } from '../model/lists.ts';
import { withList } from '../model/ui-state.ts';

type Distance = (cursor: number, count: number, page: number) => number;

/** Moves the cursor of the focused list; the row it reaches is in sight. */
export function moveTo(app: App, target: Distance): { readonly ui: App['ui'] } {
  const { ui } = app;
  const count = listLength(app, ui.focus);
  const rows = rowsInSight(ui, ui.focus);
  const list = ui.lists[ui.focus];
  const cursor = Math.max(0, Math.min(count - 1, target(list.cursor, count, Math.max(1, rows))));
  return { ui: withList(ui, ui.focus, keepInSight({ ...list, cursor }, count, rows)) };
}

const by =
  (target: Distance): Command =>
  (app) =>
    moveTo(app, target);

export const moveCommands = {
  down: by((cursor) => cursor + 1),
  up: by((cursor) => cursor - 1),
  'page-down': by((cursor, _count, page) => cursor + page),
  'page-up': by((cursor, _count, page) => cursor - page),
  'half-down': by((cursor, _count, page) => cursor + Math.ceil(page / 2)),
  'half-up': by((cursor, _count, page) => cursor - Math.ceil(page / 2)),
  first: by(() => 0),
  last: by((_cursor, count) => count - 1),
} satisfies Record<string, Command>;
