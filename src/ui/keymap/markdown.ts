import { type PaneId, paneIds } from '../layout.ts';
import { paneTitles } from '../pane-titles.ts';
import { lineKeys } from './line-keys.ts';
import { allBindings, type NamedBinding, showKey } from './lookup.ts';

/** A part of the help: where the keys work, and the keys. */
export interface KeySection {
  readonly title: string;
  readonly bindings: readonly { readonly keys: readonly string[]; readonly about: string }[];
}

/** The key table by place: what works in the focused pane, in lists, everywhere and in a text, then the other panes. */
export function keySections(focus?: PaneId): KeySection[] {
  const all = allBindings();
  const of = (pane: PaneId): NamedBinding[] =>
    all.filter(({ where }) => where !== 'everywhere' && where !== 'lists' && where.includes(pane));
  const section = (pane: PaneId): KeySection => ({ title: paneTitles[pane], bindings: of(pane) });
  return [
    ...(focus === undefined ? [] : [section(focus)]),
    { title: 'In lists', bindings: all.filter(({ where }) => where === 'lists') },
    { title: 'Everywhere', bindings: all.filter(({ where }) => where === 'everywhere') },
    { title: 'While a text is typed', bindings: lineKeys },
    ...paneIds.filter((pane) => pane !== focus).map(section),
  ].filter(({ bindings }) => bindings.length > 0);
}

/** The README's list of keys. */
export function keysAsMarkdown(): string {
  return keySections()
    .map(({ title, bindings }) => {
      const rows = bindings.map(
        ({ keys, about }) => `| ${keys.map((key) => `\`${showKey(key)}\``).join(' ')} | ${about} |`,
      );
      return [`**${title}**`, '', '| key | what it does |', '|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}
