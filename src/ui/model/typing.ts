import { makeVisible } from '../../base/visible.ts';
import { showKey } from '../keymap/lookup.ts';
import type { App, Step } from './app.ts';
import { editLine, emptyLine, insert, type Line, longestLine, onOneLine } from './line.ts';
import { listLength } from './lists.ts';
import { runItem } from './report.ts';
import { type Typing, withList } from './ui-state.ts';

/** Keys while a line of text is typed at the foot of the screen. A filter acts as it is typed. */
export function updateTyping(app: App, typing: Typing, key: string, text: string): Step {
  switch (key) {
    case 'escape':
      return typing.purpose === 'filter'
        ? setFilter(app, typing.pane, emptyLine, undefined)
        : { ui: { ...app.ui, typing: undefined } };
    case 'enter':
      return submit(app, typing);
    default: {
      const edited = editLine(typing.line, key);
      if (edited !== undefined) return change(app, typing, edited);
      return text === '' ? { say: deadInLine(key) } : typeInto(app, typing, text);
    }
  }
}

/** Text for the field at its cursor, typed or pasted. */
export function typeInto(app: App, typing: Typing, text: string): Step {
  // A filter is held against names as they are shown.
  const added = typing.purpose === 'filter' ? makeVisible(text) : onOneLine(text);
  return typing.line.text.length + added.length > longestLine
    ? { say: tooLong }
    : change(app, typing, insert(typing.line, added));
}

export const tooLong = `too long: a field takes ${longestLine / 1024} KB of text`;

export function deadInLine(key: string): string {
  return `${showKey(key)} does nothing while a text is typed`;
}

function change(app: App, typing: Typing, line: Line): Step {
  return typing.purpose === 'filter'
    ? setFilter(app, typing.pane, line, { ...typing, line })
    : { ui: { ...app.ui, typing: { ...typing, line } } };
}

function submit(app: App, typing: Typing): Step {
  const ui = { ...app.ui, typing: undefined };
  const { text } = typing.line;
  if (typing.purpose === 'filter') return { ui };
  if (typing.purpose === 'item') {
    const { number, asks } = typing.item;
    return text.trim() === '' ? { say: `type a ${asks}; Esc leaves` } : runItem({ ...app, ui }, number, text);
  }
  return text.trim() === '' ? { ui } : { ui, effects: [{ kind: 'add-downloads', text, typed: typing }] };
}

function setFilter(app: App, pane: Typing['pane'], line: Line, typing: Typing | undefined): Step {
  const filter = line.text;
  const before = app.ui.filters[pane];
  if (filter === before && typing !== undefined) return { ui: { ...app.ui, typing } };
  if (pane === 'duplicates' && app.ui.duplicateView === 'groups') app.state.duplicates.setFilter(filter);
  const ui = withList({ ...app.ui, typing, filters: { ...app.ui.filters, [pane]: filter } }, pane, {
    cursor: 0,
    top: 0,
  });
  const empty = filter !== '' && listLength({ ...app, ui }, pane) === 0;
  return empty ? { ui, say: `nothing holds "${filter}"` } : { ui };
}
