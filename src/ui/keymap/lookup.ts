import { type PaneId, paneIds } from '../layout.ts';
import { paneTitles } from '../pane-titles.ts';
import { type Binding, bindings, type CommandName } from './table.ts';

export type NamedBinding = Binding & { readonly command: CommandName };

const table: readonly NamedBinding[] = bindings;

/** What a key does in a pane. */
export function bindingFor(key: string, pane: PaneId): NamedBinding | undefined {
  return candidates(pane).find((binding) => binding.keys.includes(key));
}

/** Why a key does nothing in a pane, and where it would. */
export function whyDead(key: string, pane: PaneId): string {
  const elsewhere = table.find((binding) => binding.keys.includes(key));
  if (elsewhere === undefined) return `${showKey(key)} does nothing · ? shows all keys`;
  if (elsewhere.where === 'lists') return `${showKey(key)}: ${paneTitles[pane]} is no list`;
  const panes = elsewhere.where === 'everywhere' ? [] : elsewhere.where;
  const names = panes.map((id) => `${paneTitles[id]} (${paneIds.indexOf(id) + 1})`).join(', ');
  return `${showKey(key)} (${elsewhere.about}) works in ${names}`;
}

/** The bindings that act in a pane, the most particular first. */
export function candidates(pane: PaneId): NamedBinding[] {
  const here = table.filter((binding) => worksIn(binding, pane));
  const rank = ({ where }: Binding): number => (where === 'everywhere' ? 2 : where === 'lists' ? 1 : 0);
  return here.sort((a, b) => rank(a) - rank(b));
}

export function allBindings(): readonly NamedBinding[] {
  return table;
}

export function worksIn({ where }: Binding, pane: PaneId): boolean {
  return where === 'everywhere' || (where === 'lists' ? pane !== 'system' : where.includes(pane));
}

const shownKeys: Readonly<Record<string, string>> = {
  space: 'Space',
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  delete: 'Del',
  f1: 'F1',
};

export function showKey(key: string): string {
  const known = shownKeys[key];
  if (known !== undefined) return known;
  if (key.startsWith('shift+')) return `Shift-${showKey(key.slice(6))}`;
  if (key.startsWith('ctrl+')) return `Ctrl-${key.slice(5)}`;
  return key.startsWith('alt+') ? `Alt-${key.slice(4)}` : key;
}
