import { toText } from '../../base/byte-path.ts';
import { formatBytes, formatClock, formatCount, formatElapsed, plural } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import type { DownloadRow } from '../../store/downloads.ts';
import type { FolderRow } from '../../store/duplicates/folder-index.ts';
import type { DuplicateRow } from '../../store/duplicates/group-rows.ts';
import type { ThreadRow } from '../../system/thread-rows.ts';
import type { ProcessRow } from '../../system/tree.ts';
import { stateWord, titleOf } from '../../system/words.ts';
import type { App, Command, Step } from '../model/app.ts';
import { downloadList, folderList, logList, marksByFolder, processList } from '../model/lists.ts';
import { queuedFor } from '../model/waiting.ts';

/** A word and what it is about this row: `size 2.4 MB`. */
type Detail = readonly [label: string, text: string];

/** All about the selected row, uncut: what a list has no room for. */
export const details: Command = (app) => {
  const { ui } = app;
  const { cursor } = ui.lists[ui.focus];
  switch (ui.focus) {
    case 'duplicates': {
      if (ui.duplicateView !== 'groups') {
        const folder = folderList(app)[cursor];
        return folder === undefined ? nothing : show(app, 'Folder', folderDetails(app, folder));
      }
      const row = app.state.duplicates.at(cursor);
      return row === undefined
        ? nothing
        : show(app, row.kind === 'group' ? 'Group' : 'File', duplicateDetails(app, row));
    }
    case 'downloads': {
      const row = downloadList(app)[cursor];
      return row === undefined ? nothing : show(app, 'Download', downloadDetails(app, row));
    }
    case 'processes': {
      const row = processList(app)[cursor];
      if (row === undefined) return nothing;
      return row.kind === 'thread'
        ? show(app, 'Thread', threadDetails(row))
        : show(app, 'Process', processDetails(row));
    }
    case 'log': {
      const entry = logList(app)[cursor];
      if (entry === undefined) return nothing;
      const at = new Date(entry.at).toLocaleString('sv');
      return show(app, 'Log', [
        ['at', at],
        ['from', entry.source],
        [entry.level, makeVisible(entry.text)],
      ]);
    }
    case 'system':
      return { say: 'System has no rows' };
  }
};

const nothing: Step = { say: 'no row here' };

function show(app: App, title: string, rows: readonly Detail[]): Step {
  const given = rows.filter(([, text]) => text !== '');
  return { ui: { ...app.ui, overlay: { kind: 'details', title, rows: given, top: 0 } } };
}

function duplicateDetails({ state: { duplicates } }: App, row: DuplicateRow): Detail[] {
  const { group } = row.entry;
  const whole: Detail[] = [
    ['size', `${formatBytes(group.size)} (${formatCount(group.size)} bytes)`],
    ['hash', group.hash],
    ['copies', formatCount(group.files.length)],
  ];
  const survivor = duplicates.survivorOf(row.entry);
  const kept: Detail = ['stays', survivor === undefined ? '' : toText(survivor.path)];
  if (row.kind === 'group') return [...whole, kept];
  const { file } = row;
  return [
    ['path', toText(file.path)],
    ...file.links.map((link): Detail => ['also', toText(link)]),
    ...whole,
    ['changed', new Date(Number(file.mtimeNs / 1_000_000n)).toLocaleString('sv')],
    ['inode', `${file.ino} on device ${file.dev}`],
    ['mark', duplicates.marks.has(file) ? 'marked for removal' : file === survivor ? 'the file to keep' : 'none'],
    ...(file === survivor ? [] : [kept]),
  ];
}

function folderDetails(app: App, row: FolderRow): Detail[] {
  const gain: Detail = [
    row.kind === 'pair' ? 'shared' : 'to gain',
    `${plural(row.files, 'file')}, ${formatBytes(row.bytes)}`,
  ];
  if (row.kind === 'pair') return [['folder', toText(row.folder)], ['other', toText(row.other)], gain];
  return [['folder', toText(row.folder)], gain, ['marked', formatCount(marksByFolder(app).get(row.folder) ?? 0)]];
}

function downloadDetails({ state }: App, row: DownloadRow): Detail[] {
  return [
    ['URL', makeVisible(row.url)],
    ['state', row.state],
    ['reason', row.reason ?? queuedFor(row, state, Date.now()) ?? ''],
    ['file', makeVisible(row.path ?? row.name)],
    ['equals', makeVisible(row.duplicateOf ?? '')],
    [
      'bytes',
      row.total === undefined ? formatCount(row.received) : `${formatCount(row.received)} of ${formatCount(row.total)}`,
    ],
    ['child', row.worker ?? ''],
  ];
}

function processDetails({ process, negligent }: ProcessRow): Detail[] {
  return [
    ['command', process.command],
    ['role', process.role ?? ''],
    ['pid', `${process.pid}, child of ${process.ppid}`],
    ['state', process.zombie ? 'Z, a zombie: dead, and not waited for' : process.state],
    [
      'parent',
      negligent === undefined ? '' : `${titleOf(negligent)} (${negligent.pid}) should wait for it: k offers it SIGCHLD`,
    ],
    ['orphan', process.orphan ? 'its parent died, another process adopted it' : ''],
    ['memory', formatBytes(process.rssBytes)],
    ['CPU', `${process.cpuPercent.toFixed(1)} %`],
    ['threads', formatCount(process.threads)],
    ['age', formatClock(Date.now() - process.startedAt)],
  ];
}

function threadDetails({ thread, of: { process } }: ThreadRow): Detail[] {
  return [
    ['thread', thread.name],
    ['number', String(thread.tid)],
    ['of', `${titleOf(process)} (${process.pid}), one of ${formatCount(process.threads)}`],
    ['state', stateWord(thread.state)],
    ['CPU', `${thread.cpuPercent.toFixed(1)} %, ${formatElapsed(thread.cpuMs)} in all`],
  ];
}
