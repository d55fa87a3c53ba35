import type { DownloadState } from '../../download/types.ts';
import { type DownloadOrder, downloadOrders } from '../../store/download-order.ts';
import type { DownloadRow } from '../../store/downloads.ts';
import type { App, Command, Step } from '../model/app.ts';
import { emptyLine } from '../model/line.ts';
import { downloadList } from '../model/lists.ts';

const onRow =
  (command: (app: App, row: DownloadRow) => Step): Command =>
  (app) => {
    const row = downloadList(app)[app.ui.lists.downloads.cursor];
    return row === undefined ? { say: 'no downloads here · a adds URLs' } : command(app, row);
  };

const over: readonly DownloadState[] = ['done', 'skipped', 'cancelled', 'failed'];

const move = (by: 1 | -1): Command =>
  onRow(({ ui }, row) => {
    if (ui.downloadOrder !== 'queue')
      return { say: 'only in the order of the queue a download can be moved · s shows it' };
    if (row.state !== 'queued') return { say: `only what is still queued can be moved; this is ${row.state}` };
    return { effects: [{ kind: 'move-download', id: row.id, by }] };
  });

const orderWords: Readonly<Record<DownloadOrder, string>> = {
  queue: 'what goes on, what failed, what is to come, what is over',
  name: 'by name',
  size: 'largest first',
  rate: 'fastest first',
  state: 'by what became of them',
};

export const sortDownloadRows: Command = ({ ui }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Downloads in order of',
      cursor: downloadOrders.indexOf(ui.downloadOrder),
      items: downloadOrders.map((order) => ({
        label: order,
        about: orderWords[order],
        effects: [{ kind: 'order-downloads', order }],
      })),
    },
  },
});

export const downloadCommands = {
  pause: ({ state }) =>
    state.downloads.unfinished === 0 && !state.paused
      ? { say: 'no download is under way' }
      : { effects: [{ kind: 'pause-downloads', paused: !state.paused }] },
  'add-urls': ({ ui }) => ({ ui: { ...ui, typing: { purpose: 'urls', pane: 'downloads', line: emptyLine } } }),
  retry: onRow((_app, row) =>
    row.state === 'failed' || row.state === 'cancelled' || row.state === 'waiting'
      ? { effects: [{ kind: 'retry-download', id: row.id }] }
      : { say: `only a failed, cancelled or waiting download can be tried again; this is ${row.state}` },
  ),
  'retry-failed': ({ state }) =>
    state.downloads.counts.failed === 0 ? { say: 'no download has failed' } : { effects: [{ kind: 'retry-failed' }] },
  cancel: onRow((_app, row) =>
    over.includes(row.state)
      ? { say: `this download is ${row.state} already` }
      : { effects: [{ kind: 'cancel-download', id: row.id }] },
  ),
  'move-up': move(-1),
  'move-down': move(1),
} satisfies Record<string, Command>;
