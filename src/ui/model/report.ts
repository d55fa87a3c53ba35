import type { MenuItem, MenuNumber } from '../../report/menu.ts';
import type { App, Step } from './app.ts';
import { emptyLine } from './line.ts';

/** Begins an item of the report's menu, after asking for what it needs. */
export function chooseItem(app: App, item: MenuItem): Step {
  if (item.asks === undefined) return runItem(app, item.number, '');
  const { ui } = app;
  return { ui: { ...ui, overlay: undefined, typing: { purpose: 'item', item, pane: ui.focus, line: emptyLine } } };
}

/** What comes of it is shown in front of the panes, until Esc. */
export function runItem({ ui }: App, number: MenuNumber, argument: string): Step {
  return {
    ui: { ...ui, overlay: { kind: 'report', top: 0 } },
    effects: [{ kind: 'run-item', number, argument }],
  };
}

export const showTimings = (app: App): Step => runItem(app, 12, '');
