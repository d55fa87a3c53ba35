import type { PathList, QuestionLine } from '../model/overlay.ts';
import { cutMiddle, padEnd, widthOf, wrap } from '../text/width.ts';

/** A list in so many columns, in one of its forms: each takes fewer lines than the one before. */
type Form = (list: PathList, columns: number) => string[];

const labelWidth = 7;

const forms: readonly Form[] = [
  (list, columns) => under(list, columns, list.paths.length, wrap),
  ...[3, 2, 1].map(
    (count): Form =>
      (list, columns) =>
        under(list, columns, count, (path, room) => [cutMiddle(path, room)]),
  ),
  (list, columns) => [inOneLine(list, columns)],
  () => [],
];

/**
 * The lines of a question. Where there is too little room, paths give way to their number first, then what only
 * reassures; what warns is never cut.
 *
 * @param rows at most so many lines
 */
export function questionLines(parts: readonly QuestionLine[], columns: number, rows: number): string[] {
  let lines: string[] = [];
  for (const wanted of [parts, parts.filter((part) => typeof part === 'string' || part.kind !== 'assurance')]) {
    // The last form is nothing at all: before it comes to that, reassurance goes.
    for (const form of wanted === parts ? forms.slice(0, -1) : forms) {
      lines = wanted.flatMap((part) => drawPart(part, columns, form));
      if (lines.length <= rows) return lines;
    }
  }
  return lines.slice(0, rows);
}

function drawPart(part: QuestionLine, columns: number, form: Form): string[] {
  if (typeof part === 'string') return wrap(part, columns);
  return part.kind === 'assurance' ? wrap(part.text, columns) : form(part, columns);
}

/** The first paths below each other, and how many there are besides. */
function under(
  { label, paths, count, more }: PathList,
  columns: number,
  most: number,
  draw: (path: string, room: number) => string[],
): string[] {
  const shown = paths.slice(0, most);
  const hidden = count - shown.length;
  const room = columns - labelWidth;
  const lines = [...shown.flatMap((path) => draw(path, room)), ...(hidden > 0 ? wrap(more(hidden), room) : [])];
  return lines.map((line, index) => padEnd(index === 0 ? `${label}:` : '', labelWidth) + line);
}

function inOneLine({ label, paths, count, moreInShort }: PathList, columns: number): string {
  const [first = ''] = paths;
  const rest = count > 1 ? moreInShort(count - 1) : '';
  return `${padEnd(`${label}:`, labelWidth)}${cutMiddle(first, columns - labelWidth - widthOf(rest))}${rest}`;
}
