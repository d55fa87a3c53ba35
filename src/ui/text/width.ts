/** Text by the columns it takes on a terminal: CJK and emoji take two, combining marks none (Unicode TR11, TR29). */
import stringWidth from 'string-width';

const printableAscii = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const known = new Map<string, number>();
const knownLimit = 8192;

export function widthOf(text: string): number {
  if (printableAscii.test(text)) return text.length;
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const width = stringWidth(text);
  if (known.size >= knownLimit) known.clear();
  known.set(text, width);
  return width;
}

/** At most `columns` wide; what is cut off at the end is told by an ellipsis. */
export function cutEnd(text: string, columns: number, ellipsis = '…'): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : takeStart(text, columns - 1) + ellipsis;
}

/** At most `columns` wide; what is cut off at the start is told by an ellipsis. */
export function cutStart(text: string, columns: number, ellipsis = '…'): string {
  if (widthOf(text) <= columns) return text;
  return columns < 1 ? '' : ellipsis + takeEnd(text, columns - 1);
}

/** Keeps both ends, the end rather than the start: of a path, the file's name says most. */
export function cutMiddle(text: string, columns: number, ellipsis = '…'): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  const end = takeEnd(text, Math.ceil((columns - 1) * 0.6));
  return takeStart(text, columns - 1 - widthOf(end)) + ellipsis + end;
}

export function padEnd(text: string, columns: number): string {
  return text + blanks(columns - widthOf(text));
}

export function padStart(text: string, columns: number): string {
  return blanks(columns - widthOf(text)) + text;
}

export function blanks(columns: number): string {
  return columns > 0 ? ' '.repeat(columns) : '';
}

/** Text in lines of at most `columns`, broken between words where it can be. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (widthOf(line) > columns && columns > 0) {
      const head = takeStart(line, columns);
      if (head === '') break;
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  lines.push(line);
  return lines;
}

function takeStart(text: string, columns: number): string {
  if (printableAscii.test(text)) return text.slice(0, columns);
  let taken = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}

function takeEnd(text: string, columns: number): string {
  if (printableAscii.test(text)) return text.slice(text.length - columns);
  let from = text.length;
  let width = 0;
  for (const { segment, index } of [...segmenter.segment(text)].reverse()) {
    width += widthOf(segment);
    if (width > columns) break;
    from = index;
  }
  return text.slice(from);
}
