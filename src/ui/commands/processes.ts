import { plural } from '../../base/quantities.ts';
import { processRowOf } from '../../system/thread-rows.ts';
import { type ProcessRow, processRows, processViews, sortKeys } from '../../system/tree.ts';
import type { ProcessInfo } from '../../system/types.ts';
import { titleOf } from '../../system/words.ts';
import type { App, Command, Step } from '../model/app.ts';
import { processList } from '../model/lists.ts';
import { processInstead } from '../model/process-anchor.ts';
import type { UiState } from '../model/ui-state.ts';

const { pid: ownPid } = process;

/** On a row of a thread its process is meant. */
const onRow =
  (command: (app: App, row: ProcessRow) => Step): Command =>
  (app) => {
    const row = processList(app)[app.ui.lists.processes.cursor];
    return row === undefined ? { say: 'no process here' } : command(app, processRowOf(row));
  };

/** For what cannot be taken back: refused where the row has become another's since it was looked at. */
const onSeenRow =
  (command: (app: App, row: ProcessRow) => Step): Command =>
  (app) => {
    const instead = processInstead(app)?.process;
    if (instead === undefined) return onRow(command)(app);
    return { say: `the process that was selected is not here any more; now it is ${instead.name} (${instead.pid})` };
  };

const setFold = (folded: boolean): Command =>
  onRow(({ ui }, { id, process, children }) => {
    if (ui.processView !== 'tree') return { say: 'only the tree folds · w shows it' };
    if (children === 0) return { say: `${titleOf(process)} has no children` };
    const ids = new Set(ui.foldedProcesses);
    if (folded) ids.add(id);
    else ids.delete(id);
    return { ui: { ...ui, foldedProcesses: ids } };
  });

const signals: readonly { readonly signal: NodeJS.Signals; readonly about: string }[] = [
  { signal: 'SIGTERM', about: 'end in an orderly way' },
  { signal: 'SIGKILL', about: 'end at once, nothing saved' },
  { signal: 'SIGINT', about: 'as Ctrl-C would' },
  { signal: 'SIGHUP', about: 'terminal gone; daemons read their settings anew' },
  { signal: 'SIGSTOP', about: 'hold' },
  { signal: 'SIGCONT', about: 'go on' },
  { signal: 'SIGUSR1', about: 'of the program’s own choice' },
  { signal: 'SIGUSR2', about: 'of the program’s own choice' },
  { signal: 'SIGCHLD', about: 'reap your children: for the parent of a zombie' },
];

/** They would take the screen away with the terminal as it is, or work off without a question. */
const endingOrHolding: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGHUP', 'SIGSTOP'];

/** Nobody needs a signal to leave the program that is in front of him. */
function refusalOf(processes: readonly ProcessInfo[], signal: NodeJS.Signals): { readonly refusal?: string } {
  if (!endingOrHolding.includes(signal) || !processes.some(({ pid }) => pid === ownPid)) return {};
  const what = processes.length === 1 ? 'that is forkful itself' : 'forkful itself is among them';
  return { refusal: `${what}: q leaves, Ctrl-Z suspends` };
}

/** @param first the signal that Enter sends */
function signalMenu(
  app: App,
  processes: readonly ProcessInfo[],
  target: string,
  first: NodeJS.Signals = 'SIGTERM',
): Step {
  return {
    ui: {
      ...app.ui,
      overlay: {
        kind: 'menu',
        title: `Signal to ${target}`,
        cursor: signals.findIndex(({ signal }) => signal === first),
        items: signals.map(({ signal, about }) => ({
          label: signal,
          about,
          effects: [{ kind: 'signal', processes, signal }],
          ...refusalOf(processes, signal),
        })),
      },
    },
  };
}

function showThreads(ui: UiState, threadsOf: string | undefined, process: ProcessInfo | undefined): Step {
  const key = process && { pid: process.pid, startTime: process.startTime };
  return { ui: { ...ui, threadsOf }, effects: [{ kind: 'watch-threads', process: key }] };
}

const sortWords = {
  pid: 'in order of their numbers',
  cpu: 'most CPU first',
  memory: 'most memory first',
  age: 'oldest first',
  name: 'by name',
  threads: 'most threads first',
} as const;

const viewWords = {
  tree: 'who started whom',
  list: 'flat, in the chosen order',
  zombies: 'the dead whose parents have not waited for them',
  orphans: 'those whose parents are dead',
} as const;

export const processCommands = {
  signal: onSeenRow((app, { process, negligent }) => {
    // A zombie is dead: only its parent can act, and it is asked to before it is ended.
    if (negligent !== undefined) {
      const parent = `${titleOf(negligent)} (${negligent.pid})`;
      return signalMenu(app, [negligent], `${parent}, which has not waited for ${process.pid}`, 'SIGCHLD');
    }
    return signalMenu(app, [process], `${titleOf(process)} (${process.pid})`);
  }),
  'signal-tree': onSeenRow((app, { id, process }) => {
    const all = below(app.state.machine.sample?.processes ?? [], id);
    return signalMenu(app, all, `${titleOf(process)} and all below it (${plural(all.length, 'process', 'processes')})`);
  }),
  threads: onRow(({ ui }, { id, process }) => {
    if (ui.threadsOf === id) return showThreads(ui, undefined, undefined);
    if (process.zombie) return { say: 'a zombie has no threads left' };
    return showThreads(ui, id, process);
  }),
  scope: ({ ui }) => {
    const scope = ui.processScope === 'own' ? 'all' : 'own';
    return { ui: { ...ui, processScope: scope }, effects: [{ kind: 'watch-processes', scope }] };
  },
} satisfies Record<string, Command>;

export const viewProcesses: Command = ({ ui }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Show',
      cursor: processViews.indexOf(ui.processView),
      items: processViews.map((view) => ({
        label: view,
        about: viewWords[view],
        effects: [{ kind: 'view-processes', view }],
      })),
    },
  },
});

export const foldProcesses = { fold: setFold(true), unfold: setFold(false) };

export const sortProcesses: Command = ({ ui }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Processes in order of',
      cursor: sortKeys.indexOf(ui.processSort),
      items: sortKeys.map((sort) => ({
        label: sort,
        about: sortWords[sort],
        effects: [{ kind: 'sort-processes', sort }],
      })),
    },
  },
});

/** A process and its descendants, children first: a parent that ends could have them adopted before they are reached. */
function below(processes: readonly ProcessInfo[], root: string): ProcessInfo[] {
  const rows = processRows(processes);
  const start = rows.findIndex(({ id }) => id === root);
  const depth = rows[start]?.depth ?? 0;
  const end = rows.findIndex((row, index) => index > start && row.depth <= depth);
  return rows
    .slice(start, end < 0 ? rows.length : end)
    .map(({ process }) => process)
    .reverse();
}
