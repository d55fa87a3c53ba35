import type { PaneId } from '../layout.ts';

/** Where a key works: everywhere, in every list, or in some panes. */
export type Where = 'everywhere' | 'lists' | readonly PaneId[];

export interface Binding {
  readonly command: string;
  /** Names as input/decode.ts gives them; the first is the one that is shown. */
  readonly keys: readonly string[];
  readonly where: Where;
  /** A word for the footer; without one it is only in the help. */
  readonly hint?: string;
  /** Shown instead of the first key: `j/k`. */
  readonly shown?: string;
  /** The same where a pane has one of these keys for something else. */
  readonly shownIn?: Readonly<Partial<Record<PaneId, string>>>;
  readonly about: string;
}

/**
 * Every key of the screen. This one table dispatches the keys, writes the footer, the help, the palette and the list in
 * the README. Of two rows with the same key the one for the focused pane comes before the one for every list, and that
 * before the one for everywhere. The order is that of the help, and in the footer the order of importance.
 */
export const bindings = [
  {
    command: 'mark',
    keys: ['space'],
    where: ['duplicates'],
    hint: 'mark',
    about: 'mark the file for removal, and go on',
  },
  {
    command: 'mark-group',
    keys: ['a'],
    where: ['duplicates'],
    hint: 'group',
    about: 'mark the group: all but the file to keep',
  },
  {
    command: 'trash',
    keys: ['d', 'delete'],
    where: ['duplicates'],
    hint: 'trash',
    about: 'put what is marked (or the row) in the trash',
  },
  {
    command: 'delete',
    keys: ['D'],
    where: ['duplicates'],
    hint: 'delete',
    about: 'delete what is marked (or the row) for good',
  },
  {
    command: 'fold',
    keys: ['h', 'left'],
    where: ['duplicates', 'processes'],
    hint: 'fold',
    shown: 'h/l',
    about: 'fold',
  },
  { command: 'unfold', keys: ['l', 'right', 'enter'], where: ['duplicates', 'processes'], about: 'unfold' },
  { command: 'fold-all', keys: ['H'], where: ['duplicates'], about: 'fold all groups, or unfold them' },
  { command: 'next-group', keys: [']', '}'], where: ['duplicates'], about: 'go to the next group' },
  { command: 'previous-group', keys: ['[', '{'], where: ['duplicates'], about: 'go to the group before' },
  { command: 'range', keys: ['v'], where: ['duplicates'], about: 'mark a range: v at one end, v at the other' },
  {
    command: 'mark-all',
    keys: ['A'],
    where: ['duplicates'],
    about: 'mark every group in sight of the filter by the keep rule',
  },
  {
    command: 'mark-folder',
    keys: ['f'],
    where: ['duplicates'],
    about: "mark every duplicate in this file's folder and below",
  },
  { command: 'unmark-all', keys: ['x'], where: ['duplicates'], about: 'take all marks away' },
  { command: 'keep-rule', keys: ['K'], where: ['duplicates'], about: 'choose which file of a group is kept' },
  { command: 'rescan', keys: ['r'], where: ['duplicates'], about: 'scan again; marks stay' },

  { command: 'pause', keys: ['space'], where: ['downloads'], hint: 'pause', about: 'pause the downloads, or go on' },
  { command: 'add-urls', keys: ['a'], where: ['downloads'], hint: 'add', about: 'add URLs: type or paste them' },
  { command: 'retry', keys: ['r'], where: ['downloads'], hint: 'retry', about: 'try this download again' },
  { command: 'retry-failed', keys: ['R'], where: ['downloads'], about: 'try every failed download again' },
  { command: 'cancel', keys: ['x', 'delete'], where: ['downloads'], hint: 'cancel', about: 'cancel this download' },
  { command: 'move-up', keys: ['K'], where: ['downloads'], about: 'move this download up the queue' },
  { command: 'move-down', keys: ['J'], where: ['downloads'], about: 'move this download down the queue' },

  {
    command: 'preview',
    keys: ['p'],
    where: ['duplicates', 'downloads'],
    hint: 'preview',
    about: 'look at this file beside the list; again, and it closes',
  },
  {
    command: 'compare',
    keys: ['P'],
    where: ['duplicates', 'downloads'],
    about: 'look at two files side by side: this one and the one kept, or the two that are marked',
  },
  {
    command: 'preview-down',
    keys: ['shift+down', 'ctrl+e'],
    where: ['duplicates', 'downloads'],
    about: 'scroll the preview down',
  },
  {
    command: 'preview-up',
    keys: ['shift+up', 'ctrl+y'],
    where: ['duplicates', 'downloads'],
    about: 'scroll the preview up',
  },

  { command: 'signal', keys: ['k'], where: ['processes'], hint: 'signal', about: 'send a signal to this process' },
  {
    command: 'signal-tree',
    keys: ['K'],
    where: ['processes'],
    about: 'send a signal to this process and all below it',
  },
  {
    command: 'threads',
    keys: ['t'],
    where: ['processes'],
    hint: 'threads',
    about: 'the threads of this process, below it; again hides them',
  },
  {
    command: 'view',
    keys: ['w'],
    where: ['duplicates', 'processes'],
    hint: 'view',
    about: 'Duplicates: groups, folders or pairs of folders; Processes: tree, list, zombies or orphans',
  },
  {
    command: 'scope',
    keys: ['o'],
    where: ['processes'],
    hint: 'own/all',
    about: "forkful's own processes, or those of the whole machine",
  },

  {
    command: 'down',
    keys: ['j', 'down'],
    where: 'lists',
    hint: 'move',
    shown: 'j/k',
    shownIn: { processes: '↓/↑' },
    about: 'one row down',
  },
  { command: 'up', keys: ['k', 'up'], where: 'lists', about: 'one row up (in Processes: up arrow)' },
  { command: 'page-down', keys: ['pagedown', 'ctrl+f'], where: 'lists', about: 'one page down' },
  { command: 'page-up', keys: ['pageup', 'ctrl+b'], where: 'lists', about: 'one page up' },
  { command: 'half-down', keys: ['ctrl+d'], where: 'lists', about: 'half a page down' },
  { command: 'half-up', keys: ['ctrl+u'], where: 'lists', about: 'half a page up' },
  { command: 'first', keys: ['g', 'home'], where: 'lists', about: 'first row' },
  { command: 'last', keys: ['G', 'end'], where: 'lists', about: 'last row' },
  { command: 'details', keys: ['i', 'enter'], where: 'lists', about: 'all about this row, uncut' },
  { command: 'filter', keys: ['/'], where: 'lists', hint: 'filter', about: 'show only what holds a text' },
  { command: 'sort', keys: ['s'], where: 'lists', hint: 'sort', about: 'choose the order' },

  { command: 'undo', keys: ['u'], where: 'everywhere', hint: 'undo', about: 'take back the last removal' },
  { command: 'next-pane', keys: ['tab'], where: 'everywhere', hint: 'pane', about: 'next pane' },
  { command: 'previous-pane', keys: ['shift+tab'], where: 'everywhere', about: 'pane before' },
  { command: 'pane-1', keys: ['1'], where: 'everywhere', about: 'Processes' },
  { command: 'pane-2', keys: ['2'], where: 'everywhere', about: 'Downloads' },
  { command: 'pane-3', keys: ['3'], where: 'everywhere', about: 'Duplicates' },
  { command: 'pane-4', keys: ['4'], where: 'everywhere', about: 'System' },
  { command: 'pane-5', keys: ['5'], where: 'everywhere', about: 'Log' },
  { command: 'zoom', keys: ['z'], where: 'everywhere', about: 'give the whole screen to one pane, and back' },
  { command: 'palette', keys: [':'], where: 'everywhere', hint: 'commands', about: 'find a command by its name' },
  { command: 'timings', keys: ['T'], where: 'everywhere', about: 'how long everything took since the start (:t)' },
  { command: 'help', keys: ['?', 'f1'], where: 'everywhere', hint: 'help', about: 'all keys' },
  { command: 'back', keys: ['escape'], where: 'everywhere', about: 'back out: range, preview, filter, zoom' },
  { command: 'mouse', keys: ['m'], where: 'everywhere', about: 'mouse off, to select text with the terminal, and on' },
  { command: 'theme', keys: ['C'], where: 'everywhere', about: 'choose the colours: dark, light, high contrast, none' },
  { command: 'redraw', keys: ['ctrl+l'], where: 'everywhere', about: 'draw the screen anew' },
  { command: 'suspend', keys: ['ctrl+z'], where: 'everywhere', about: 'back to the shell; fg returns' },
  { command: 'quit', keys: ['q'], where: 'everywhere', hint: 'quit', about: 'leave; asks while work runs' },
  { command: 'interrupt', keys: ['ctrl+c'], where: 'everywhere', about: 'stop and leave at once' },
] as const satisfies readonly Binding[];

export type CommandName = (typeof bindings)[number]['command'];
