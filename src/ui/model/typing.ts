import type { App, Step } from './app.ts';
import { listLength } from './lists.ts';
import { runItem } from './report.ts';
import { type Typing, withList } from './ui-state.ts';

/** Keys while a line of text is typed at the foot of the screen. A filter acts as it is typed. */
export function updateTyping(app: App, typing: Typing, key: string, text: string): Step {
  switch (key) {
    case 'escape':
      return typing.purpose === 'filter' ? setFilter(app, '', undefined) : { ui: { ...app.ui, typing: undefined } };
    case 'enter':
      return submit(app, typing);
    case 'backspace':
      return change(app, typing, [...typing.text].slice(0, -1).join(''));
    case 'ctrl+u':
      return change(app, typing, '');
    case 'ctrl+w':
      return change(app, typing, typing.text.replace(/\S*\s*$/, ''));
    default:
      return text === '' ? {} : change(app, typing, typing.text + text);
  }
}

const longestPaste = 1_000_000;

/** Pasted text is text, never keys: URLs for the queue, or what is being typed. */
export function paste(app: App, text: string): Step {
  const { ui } = app;
  if (ui.overlay !== undefined) return { say: 'nothing is pasted into a question' };
  if (ui.typing !== undefined && ui.typing.purpose !== 'urls') {
    return change(app, ui.typing, ui.typing.text + (text.split(/[\r\n]/)[0] ?? ''));
  }
  if (text.length > longestPaste) return { say: 'more than 1 MB pasted: give long lists as a file, forkful -i FILE' };
  if (!/\bhttps?:\/\//i.test(text)) return { say: 'what was pasted holds no http or https URL' };
  return {
    ui: { ...ui, typing: undefined, focus: 'downloads' },
    effects: [{ kind: 'add-downloads', text: text.replaceAll('\r', '\n') }],
  };
}

function change(app: App, typing: Typing, text: string): Step {
  return typing.purpose === 'filter'
    ? setFilter(app, text, { ...typing, text })
    : { ui: { ...app.ui, typing: { ...typing, text } } };
}

function submit(app: App, typing: Typing): Step {
  const ui = { ...app.ui, typing: undefined };
  if (typing.purpose === 'filter') return { ui };
  if (typing.purpose === 'item') {
    const { number, asks } = typing.item;
    return typing.text.trim() === ''
      ? { say: `type a ${asks}; Esc leaves` }
      : runItem({ ...app, ui }, number, typing.text);
  }
  return typing.text.trim() === '' ? { ui } : { ui, effects: [{ kind: 'add-downloads', text: typing.text }] };
}

function setFilter(app: App, filter: string, typing: Typing | undefined): Step {
  const pane = app.ui.focus;
  if (pane === 'duplicates' && app.ui.duplicateView === 'groups') app.state.duplicates.setFilter(filter);
  const ui = withList({ ...app.ui, typing, filters: { ...app.ui.filters, [pane]: filter } }, pane, {
    cursor: 0,
    top: 0,
  });
  const empty = filter !== '' && listLength({ ...app, ui }, pane) === 0;
  return empty ? { ui, say: `nothing holds "${filter}"` } : { ui };
}
