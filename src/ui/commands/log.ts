import type { Command } from '../model/app.ts';
import { type LogOrder, logOrders } from '../model/ui-state.ts';

const orderWords: Readonly<Record<LogOrder, string>> = {
  oldest: 'as it happened, the newest at the foot',
  newest: 'the newest at the top',
  worst: 'errors, then warnings, then the rest',
};

export const sortLog: Command = ({ ui }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Log in order of',
      cursor: logOrders.indexOf(ui.logOrder),
      items: logOrders.map((order) => ({
        label: order,
        about: orderWords[order],
        effects: [{ kind: 'order-log', order }],
      })),
    },
  },
});
