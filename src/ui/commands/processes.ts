import { plural } from '../../base/quantities.ts';
import { type ProcessRow, processId, processOrders, subtree } from '../../store/process-tree.ts';
import type { ProcessInfo } from '../../system/types.ts';
import type { App, Command, Step } from '../model/app.ts';
import { processList } from '../model/lists.ts';

const onRow =
  (command: (app: App, row: ProcessRow) => Step): Command =>
  (app) => {
    const row = processList(app)[app.ui.lists.processes.cursor];
    return row === undefined ? { say: 'no process here' } : command(app, row);
  };

const setFold = (folded: boolean): Command =>
  onRow(({ ui }, { process, children }) => {
    if (ui.processOrder !== 'tree') return { say: 'only the tree folds · s chooses the order' };
    if (children === 0) return { say: `${process.name} has no children` };
    const ids = new Set(ui.foldedProcesses);
    if (folded) ids.add(processId(process));
    else ids.delete(processId(process));
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

function signalMenu(app: App, processes: readonly ProcessInfo[], target: string): Step {
  return {
    ui: {
      ...app.ui,
      overlay: {
        kind: 'menu',
        title: `Signal to ${target}`,
        cursor: 0,
        items: signals.map(({ signal, about }) => ({
          label: signal,
          about,
          effects: [{ kind: 'signal', processes, signal }],
        })),
      },
    },
  };
}

const orderNames = {
  tree: 'parents and children',
  cpu: 'most CPU first',
  memory: 'most memory first',
  pid: 'by number',
  name: 'by name',
} as const;

export const processCommands = {
  signal: onRow((app, { process }) => {
    if (process.zombie)
      return signalMenu(app, [parentOf(app, process) ?? process], `the parent of zombie ${process.pid}`);
    return signalMenu(app, [process], `${process.name} (${process.pid})`);
  }),
  'signal-tree': onRow((app, { process }) => {
    // Children first: a parent that ends could have them adopted before they are reached.
    const all = subtree(app.state.machine.sample?.processes ?? [], process).reverse();
    return signalMenu(app, all, `${process.name} and all below it (${plural(all.length, 'process', 'processes')})`);
  }),
  scope: ({ ui }) => {
    const scope = ui.processScope === 'own' ? 'all' : 'own';
    return { ui: { ...ui, processScope: scope }, effects: [{ kind: 'watch-processes', scope }] };
  },
} satisfies Record<string, Command>;

export const foldProcesses = { fold: setFold(true), unfold: setFold(false) };

export const sortProcesses: Command = ({ ui }) => ({
  ui: {
    ...ui,
    overlay: {
      kind: 'menu',
      title: 'Processes in order of',
      cursor: processOrders.indexOf(ui.processOrder),
      items: processOrders.map((order) => ({
        label: order,
        about: orderNames[order],
        effects: [{ kind: 'order-processes', order }],
      })),
    },
  },
});

/** A zombie is dead: only its parent can act. */
function parentOf(app: App, zombie: ProcessInfo): ProcessInfo | undefined {
  return app.state.machine.sample?.processes.find(({ pid }) => pid === zombie.ppid);
}
