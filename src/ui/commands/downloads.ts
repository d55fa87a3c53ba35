import type { DownloadState } from '../../download/types.ts';
import type { DownloadRow } from '../../store/downloads.ts';
import type { App, Command, Step } from '../model/app.ts';
import { downloadList } from '../model/lists.ts';

const onRow =
  (command: (app: App, row: DownloadRow) => Step): Command =>
  (app) => {
    const row = downloadList(app)[app.ui.lists.downloads.cursor];
    return row === undefined ? { say: 'no downloads here · a adds URLs' } : command(app, row);
  };

const over: readonly DownloadState[] = ['done', 'skipped', 'cancelled', 'failed'];

const move = (by: 1 | -1): Command =>
  onRow((_app, row) => {
    if (row.state !== 'queued') return { say: `only what is still queued can be moved; this is ${row.state}` };
    return { effects: [{ kind: 'move-download', id: row.id, by }] };
  });

export const downloadCommands = {
  pause: ({ state }) =>
    state.downloads.unfinished === 0 && !state.paused
      ? { say: 'no download is under way' }
      : { effects: [{ kind: 'pause-downloads', paused: !state.paused }] },
  'add-urls': ({ ui }) => ({ ui: { ...ui, typing: { purpose: 'urls', pane: 'downloads', text: '' } } }),
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
