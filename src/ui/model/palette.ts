import { type MenuItem, menu } from '../../report/menu.ts';
import { allBindings, type NamedBinding } from '../keymap/lookup.ts';

/** What the palette offers: the commands that have keys, and the items of the report's menu by their number. */
export type PaletteEntry =
  | { readonly kind: 'command'; readonly binding: NamedBinding }
  | { readonly kind: 'item'; readonly item: MenuItem };

/**
 * What holds every word of the query in its name or description; what begins with it comes first. A number asks for the
 * item of that number; 0 leaves.
 */
export function findEntries(query: string): PaletteEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  if (/^\d+$/.test(query.trim())) return byNumber(query.trim());
  const found = entries().filter((entry) => words.every((word) => textOf(entry).includes(word)));
  const rank = (entry: PaletteEntry): number => {
    if (shortcuts[first] === nameOf(entry)) return 0;
    return nameOf(entry).startsWith(first) ? 1 : 2;
  };
  return found.sort((a, b) => rank(a) - rank(b));
}

/** One letter that finds a command at once, as its key would be were it not taken. */
const shortcuts: Readonly<Record<string, string>> = { t: 'timings' };

export function nameOf(entry: PaletteEntry): string {
  return entry.kind === 'command' ? entry.binding.command : String(entry.item.number);
}

function byNumber(digits: string): PaletteEntry[] {
  if (digits === '0') return entries().filter((entry) => nameOf(entry) === 'quit');
  return entries().filter((entry) => entry.kind === 'item' && nameOf(entry).startsWith(digits));
}

function textOf(entry: PaletteEntry): string {
  const about = entry.kind === 'command' ? entry.binding.about : entry.item.title;
  return `${nameOf(entry)} ${about}`.toLowerCase();
}

function entries(): PaletteEntry[] {
  return [
    ...allBindings().map((binding) => ({ kind: 'command', binding }) as const),
    ...menu.map((item) => ({ kind: 'item', item }) as const),
  ];
}
