import { allBindings, type NamedBinding } from '../keymap/lookup.ts';

/** The commands whose name or description holds every word of the query; those that begin with it come first. */
export function findCommands(query: string): NamedBinding[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = allBindings().filter(({ command, about }) => {
    const text = `${command} ${about}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const [first = ''] = words;
  const rank = ({ command }: NamedBinding): number => (command.startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}
