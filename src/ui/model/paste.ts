import { beginsAsUrl, holdsSeveral } from '../../download/url.ts';
import type { App, Step } from './app.ts';
import type { Line } from './line.ts';
import { typeIntoPalette } from './overlay-keys.ts';
import { typeInto } from './typing.ts';
import type { Typing } from './ui-state.ts';

const longestPaste = 1_000_000;

/** Pasted text is text, never keys: URLs for the queue, or a part of what is being typed. */
export function paste(app: App, pasted: string): Step {
  const { overlay, typing } = app.ui;
  const text = pasted.replace(/\r\n?/g, '\n');
  if (overlay?.kind === 'palette') return pasteLine(text, (line) => typeIntoPalette(app, overlay, line));
  if (overlay !== undefined) return { say: 'nothing is pasted into a question' };
  if (typing !== undefined && typing.purpose !== 'urls') return pasteLine(text, (line) => typeInto(app, typing, line));
  if (text.length > longestPaste) return { say: 'more than 1 MB pasted: give long lists as a file, forkful -i FILE' };
  if (typing !== undefined) return pasteUrls(app, typing, text);
  return /\bhttps?:\/\//i.test(text) ? queue(app, text) : { say: 'what was pasted holds no http or https URL' };
}

/** Where one line is wanted, the first of several is what was meant. */
function pasteLine(text: string, type: (line: string) => Step): Step {
  const [first = '', ...more] = text.split('\n').filter((line) => line.trim() !== '');
  if (more.length === 0) return type(first);
  return { ...type(first), say: 'only the first line of what was pasted is taken' };
}

/** One URL, or a piece of one, is a part of what is typed; with several the field is complete, and goes with them. */
function pasteUrls(app: App, typing: Typing, text: string): Step {
  const pasted = text.trim();
  if (pasted === '') return { say: 'what was pasted is blank' };
  if (pasted.includes('\n') || holdsSeveral(pasted)) return queue(app, together(typing.line, text), typing);
  const before = typing.line.text.slice(0, typing.line.cursor);
  const after = typing.line.text.slice(typing.line.cursor);
  const apart = beginsAsUrl(pasted) && /\S$/.test(before) ? ' ' : '';
  return typeInto(app, typing, `${apart}${pasted}${/^\S/.test(after) && beginsAsUrl(after) ? ' ' : ''}`);
}

/** A list that begins with a whole line of its own stands below what was typed; a piece goes to its place in it. */
function together({ text, cursor }: Line, list: string): string {
  if (text.trim() === '') return list;
  if (beginsAsUrl(list) || list.trimStart().startsWith('#')) return `${text}\n${list}`;
  return text.slice(0, cursor) + list + text.slice(cursor);
}

/** @param typed the field to come back to, should none of it be taken */
function queue({ ui }: App, text: string, typed?: Typing): Step {
  return {
    ui: { ...ui, typing: undefined, focus: 'downloads' },
    effects: [{ kind: 'add-downloads', text, ...(typed === undefined ? {} : { typed }) }],
  };
}
