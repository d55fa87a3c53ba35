/** A line of text being typed. Every field of the screen is edited by these, as readline(3) edits its line. */
import { type LineEdit, lineKeys } from '../keymap/line-keys.ts';

export interface Line {
  readonly text: string;
  /** Index into the text; stands between two characters as a person sees them, never within one. */
  readonly cursor: number;
}

export const emptyLine: Line = { text: '', cursor: 0 };

/** In UTF-16 units: more than any path, and than any URL that one would type. */
export const longestLine = 8192;

/** A text to go on with: the cursor stands behind it. */
export function lineOf(text: string): Line {
  return { text, cursor: text.length };
}

/** At the cursor, which then stands behind it. The text holds no controls: see {@link onOneLine}. */
export function insert({ text, cursor }: Line, added: string): Line {
  const whole = text.slice(0, cursor) + added + text.slice(cursor);
  return { text: whole, cursor: boundaryAt(whole, cursor + added.length) };
}

/** What a key makes of the line; undefined: it edits no line. */
export function editLine(line: Line, key: string): Line | undefined {
  const edit = lineKeys.find(({ keys }) => keys.some((each) => each === key))?.edit;
  return edit === undefined ? undefined : edits[edit](line);
}

/** Without what must not be drawn as it is: breaks and tabs are blanks, other controls are left out. */
export function onOneLine(text: string): string {
  return text.replace(/[\t-\r\x85\u2028\u2029]+/g, ' ').replace(/[\0-\x1f\x7f-\x9f]/g, '');
}

/** The text before the cursor, the character it stands on (none at the end), and what follows. */
export function partsOf({ text, cursor }: Line): readonly [before: string, at: string, after: string] {
  const next = after(text, cursor);
  return [text.slice(0, cursor), text.slice(cursor, next), text.slice(next)];
}

const edits: Readonly<Record<LineEdit, (line: Line) => Line>> = {
  left: ({ text, cursor }) => ({ text, cursor: before(text, cursor) }),
  right: ({ text, cursor }) => ({ text, cursor: after(text, cursor) }),
  'word-left': ({ text, cursor }) => ({ text, cursor: wordStart(text, cursor) }),
  'word-right': ({ text, cursor }) => ({
    text,
    cursor: text.length - text.slice(cursor).replace(/^\s*\S*/, '').length,
  }),
  start: ({ text }) => ({ text, cursor: 0 }),
  end: ({ text }) => lineOf(text),
  'erase-before': ({ text, cursor }) => cut(text, before(text, cursor), cursor),
  'erase-at': ({ text, cursor }) => cut(text, cursor, after(text, cursor)),
  'erase-word': ({ text, cursor }) => cut(text, wordStart(text, cursor), cursor),
  'erase-start': ({ text, cursor }) => cut(text, 0, cursor),
  'erase-end': ({ text, cursor }) => cut(text, cursor, text.length),
};

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function before(text: string, cursor: number): number {
  return segmenter.segment(text).containing(cursor - 1)?.index ?? 0;
}

function after(text: string, cursor: number): number {
  const at = segmenter.segment(text).containing(cursor);
  return at === undefined ? text.length : at.index + at.segment.length;
}

/** The end of the character that the index is in: what is put beside a character may become one with it. */
function boundaryAt(text: string, index: number): number {
  const at = segmenter.segment(text).containing(index);
  return at === undefined || at.index === index ? index : at.index + at.segment.length;
}

function wordStart(text: string, cursor: number): number {
  return text.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1;
}

function cut(text: string, from: number, to: number): Line {
  const whole = text.slice(0, from) + text.slice(to);
  return { text: whole, cursor: boundaryAt(whole, from) };
}
