import type { Comparison, Content, Excerpt, FilePreview } from '../../preview/types.ts';
import type { Area } from '../layout.ts';
import { arrange, arrangeLines } from '../model/preview.ts';
import { blanks, cutEnd, cutStart, widthOf } from '../text/width.ts';
import { drawPixels } from '../theme/pixels.ts';
import type { Theme } from '../theme/theme.ts';
import { type Scroll, visibleWidth } from './frame.ts';
import { hexLines } from './hex.ts';
import { drawMessage } from './list.ts';
import { factLines } from './preview-facts.ts';

export interface FileOptions {
  readonly file: FilePreview | undefined;
  /** The one beside it. */
  readonly other: FilePreview | undefined;
  readonly difference: Extract<Comparison, { readonly kind: 'differs' }> | undefined;
  /** Which of the two it is. */
  readonly index: number;
  readonly failure: string | undefined;
  /** First line or row that is shown. */
  readonly top: number;
}

export interface FileView {
  /** Exactly as many as fit, each as wide as the inside. */
  readonly lines: readonly string[];
  readonly scroll: Scroll | undefined;
}

interface Room {
  readonly width: number;
  readonly height: number;
}

/** One file: its picture, text or bytes, and its facts below or beside. */
export function drawFile(options: FileOptions, room: Room, theme: Theme): FileView {
  const { file, other, failure } = options;
  if (file === undefined) {
    const words = failure === undefined ? ['looking …'] : ['cannot be previewed:', failure];
    return { lines: fill(drawMessage(words, room.width, room.height, theme), room), scroll: undefined };
  }
  const { picture, facts } = file.content.kind === 'picture' ? arrange(room) : arrangeLines(room);
  const { lines, scroll } = drawContent(file.content, options, picture, theme);
  const shownFacts = factLines(file, other, facts, theme);
  const beside = facts.top === 0;
  const merged = Array.from({ length: room.height }, (_, row) => {
    const left = lines[row - picture.top] ?? '';
    const fact = shownFacts[row - facts.top] ?? '';
    if (!beside) return ` ${row < picture.height ? left : fact}`;
    return ` ${left}${blanks(facts.left - 1 - visibleWidth(left))}${fact}`;
  });
  return { lines: fill(merged, room), scroll };
}

function drawContent(
  content: Content,
  { difference, index, top }: FileOptions,
  area: Area,
  theme: Theme,
): { readonly lines: readonly string[]; readonly scroll: Scroll | undefined } {
  const still = (lines: readonly string[]) => ({ lines, scroll: undefined });
  const excerpt = difference?.excerpts[index];
  switch (content.kind) {
    case 'picture': {
      const { pixels, problem } = content;
      if (pixels === undefined)
        return still(drawMessage(['cannot be previewed:', problem ?? ''], area.width, area.height, theme));
      const depth = theme.name === 'none' ? 1 : theme.depth;
      const drawn = drawPixels(pixels, { depth, ascii: theme.ascii, light: theme.name === 'light' });
      return still(centre(drawn, pixels.width, area));
    }
    case 'text':
      return excerpt === undefined || excerpt.kind === 'bytes'
        ? window(textLines(content.lines, 1, undefined, area.width, theme), top, area.height)
        : window(drawExcerpt(excerpt, difference, area.width, theme), top, area.height);
    case 'binary':
      return excerpt === undefined
        ? window(hexLines(content.head, { from: 0, width: area.width, theme }), top, area.height)
        : window(drawExcerpt(excerpt, difference, area.width, theme), top, area.height);
    case 'empty':
      return still(drawMessage(['there is nothing in it'], area.width, area.height, theme));
    case 'folder':
      return still(drawMessage(['a folder'], area.width, area.height, theme));
    case 'special':
      return still(drawMessage([content.what, 'it is not opened'], area.width, area.height, theme));
    case 'unreadable':
      return still(drawMessage(['cannot be previewed:', content.reason], area.width, area.height, theme));
  }
}

function drawExcerpt(excerpt: Excerpt, difference: FileOptions['difference'], width: number, theme: Theme): string[] {
  if (excerpt.kind === 'lines') return textLines(excerpt.lines, excerpt.from, markOf(difference), width, theme);
  return hexLines(excerpt.bytes, { from: excerpt.from, width, theme, ...(difference && { marked: difference.at }) });
}

/** A line, and how much of it is as in the other file. */
interface Mark {
  readonly line: number;
  readonly equal: number;
}

function markOf(difference: FileOptions['difference']): Mark | undefined {
  const line = difference?.line;
  if (difference === undefined || line === undefined) return undefined;
  const [first = '', second = ''] = difference.excerpts.map((excerpt) =>
    excerpt.kind === 'lines' ? (excerpt.lines[line - excerpt.from] ?? '') : '',
  );
  let equal = 0;
  while (equal < first.length && first[equal] === second[equal]) equal += 1;
  return { line, equal };
}

/** Numbered lines; of a marked one the rest from the first difference on is marked, and in sight. */
function textLines(
  lines: readonly string[],
  from: number,
  mark: Mark | undefined,
  width: number,
  { paint, glyphs }: Theme,
): string[] {
  const digits = Math.max(3, String(from + lines.length - 1).length);
  return lines.map((line, index) => {
    const number = String(from + index).padStart(digits);
    const columns = width - digits - 2;
    if (from + index !== mark?.line) return `${paint.faint(number)}  ${paint.text(cutEnd(line, columns))}`;
    const before = line.slice(0, mark.equal);
    const shownBefore = widthOf(before) > columns / 2 ? cutStart(before, Math.floor(columns / 3)) : before;
    const rest = cutEnd(line.slice(mark.equal), columns - widthOf(shownBefore));
    return `${paint.marked(`${number} ${glyphs.cursor}`)}${paint.text(shownBefore)}${paint.marked(rest)}`;
  });
}

function window(lines: readonly string[], top: number, height: number): { lines: readonly string[]; scroll: Scroll } {
  const first = Math.max(0, Math.min(top, lines.length - height));
  return { lines: lines.slice(first, first + height), scroll: { top: first, count: lines.length } };
}

function centre(lines: readonly string[], columns: number, { width, height }: Room): string[] {
  const above = Math.floor((height - lines.length) / 2);
  const indent = blanks(Math.floor((width - columns) / 2));
  return [...Array<string>(Math.max(0, above)).fill(''), ...lines.slice(0, height).map((line) => indent + line)];
}

/** Out to the border: what stood there before must not show through. */
function fill(lines: readonly string[], { width, height }: Room): string[] {
  return Array.from({ length: height }, (_, row) => {
    const line = lines[row] ?? '';
    return line + blanks(width - visibleWidth(line));
  });
}
