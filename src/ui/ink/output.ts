/**
 * What puts the pieces of a frame together, in place of Ink's own class of this name (`ink/build/output.js`, swapped by
 * the build). Ink takes each frame apart into styled characters and writes all of them anew: with ten frames a second,
 * two thirds of what the screen costs. Here a row whose pieces are those of the last frame is the row of the last frame.
 */
import { makeStyledLine, type StyledLine } from './styled-line.ts';

export type Transformer = (line: string, index: number) => string;

/** Columns and rows, half-open; undefined: no bound at this edge. */
export interface Clip {
  readonly x1: number | undefined;
  readonly x2: number | undefined;
  readonly y1: number | undefined;
  readonly y2: number | undefined;
}

/** Part of a row: a line of text at a column, seen between two columns. */
interface Part {
  readonly column: number;
  readonly line: string;
  readonly from: number;
  readonly to: number;
}

interface Row {
  readonly parts: readonly Part[];
  readonly width: number;
  readonly text: string;
}

const everywhere: Clip = { x1: undefined, x2: undefined, y1: undefined, y2: undefined };

let lastRows: readonly Row[] = [];
// What neither this frame nor the one before has used is forgotten.
let lines = new Map<string, StyledLine>();
let olderLines = new Map<string, StyledLine>();

export default class Output {
  readonly width: number;
  readonly height: number;
  readonly #rows: Part[][];
  readonly #clips: Clip[] = [];

  constructor({ width, height }: { readonly width: number; readonly height: number }) {
    this.width = width;
    this.height = height;
    this.#rows = Array.from({ length: height }, () => []);
  }

  write(x: number, y: number, text: string, { transformers }: { readonly transformers: readonly Transformer[] }): void {
    if (text === '') return;
    const clip = this.#clips.at(-1) ?? everywhere;
    const [from, to] = [Math.max(0, clip.x1 ?? 0), Math.min(this.width, clip.x2 ?? this.width)];
    const [first, last] = [Math.max(0, clip.y1 ?? 0), Math.min(this.height, clip.y2 ?? this.height)];
    let style = '';
    for (const [index, plain] of text.split('\n').entries()) {
      let line = style + plain;
      style = styledLine(line).end;
      const row = y + index;
      if (row < first || row >= last) continue;
      for (const transformer of transformers) line = transformer(line, index);
      this.#rows[row]?.push({ column: x, line, from, to });
    }
  }

  clip(clip: Clip): void {
    const outer = this.#clips.at(-1) ?? everywhere;
    this.#clips.push({
      x1: tighter(outer.x1, clip.x1, Math.max),
      x2: tighter(outer.x2, clip.x2, Math.min),
      y1: tighter(outer.y1, clip.y1, Math.max),
      y2: tighter(outer.y2, clip.y2, Math.min),
    });
  }

  unclip(): void {
    this.#clips.pop();
  }

  get(): { output: string; height: number } {
    const rows = this.#rows.map((parts, index): Row => {
      const last = lastRows[index];
      return last !== undefined && last.width === this.width && sameParts(last.parts, parts)
        ? last
        : { parts, width: this.width, text: composeRow(parts, this.width) };
    });
    lastRows = rows;
    olderLines = lines;
    lines = new Map();
    return { output: rows.map(({ text }) => text).join('\n'), height: this.height };
  }
}

function tighter(
  a: number | undefined,
  b: number | undefined,
  choose: (a: number, b: number) => number,
): number | undefined {
  return a === undefined ? b : b === undefined ? a : choose(a, b);
}

function styledLine(line: string): StyledLine {
  let known = lines.get(line);
  if (known !== undefined) return known;
  known = olderLines.get(line) ?? makeStyledLine(line);
  lines.set(line, known);
  return known;
}

function sameParts(a: readonly Part[], b: readonly Part[]): boolean {
  return (
    a.length === b.length &&
    a.every((part, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        part.column === other.column &&
        part.from === other.from &&
        part.to === other.to &&
        part.line === other.line
      );
    })
  );
}

/** Later parts cover earlier ones; a wide character that is covered by half is seen as a blank. */
function composeRow(parts: readonly Part[], width: number): string {
  const texts = Array<string>(width).fill(' ');
  const styles = Array<string>(width).fill('');
  for (const part of parts) place(part, texts, styles);
  return serialise(texts, styles);
}

function place({ column: start, line, from, to }: Part, texts: string[], styles: string[]): void {
  const styled = styledLine(line);
  const first = Math.max(start, from);
  const end = Math.min(start + styled.texts.length, to);
  if (first >= end) return;
  halve(first, texts);
  halve(end, texts);
  for (let column = first; column < end; column += 1) {
    texts[column] = styled.texts[column - start] ?? ' ';
    styles[column] = styled.styles[column - start] ?? '';
  }
  // At the edges of what is seen, half of a wide character may be left.
  for (let column = first; column < end && texts[column] === ''; column += 1) texts[column] = ' ';
  if (styled.texts[end - start] === '') blankFrom(leadOf(end - 1, texts), end, texts);
}

/** A write that begins in the middle of a wide character leaves blanks in the place of its other half. */
function halve(column: number, texts: string[]): void {
  if (texts[column] !== '') return;
  blankFrom(leadOf(column, texts), column, texts);
  for (let rest = column; texts[rest] === ''; rest += 1) texts[rest] = ' ';
}

function leadOf(column: number, texts: readonly string[]): number {
  let lead = column;
  while (lead > 0 && texts[lead] === '') lead -= 1;
  return lead;
}

function blankFrom(from: number, to: number, texts: string[]): void {
  for (let column = from; column < to; column += 1) texts[column] = ' ';
}

/** Blanks at the end are left out, unless they are seen (inverse). */
function serialise(texts: readonly string[], styles: readonly string[]): string {
  let length = texts.length;
  while (length > 0 && texts[length - 1] === ' ' && styles[length - 1] === '') length -= 1;
  let text = '';
  let style = '';
  for (let column = 0; column < length; column += 1) {
    const wanted = styles[column] ?? '';
    if (wanted !== style) {
      text += style === '' ? wanted : `\x1b[0m${wanted}`;
      style = wanted;
    }
    text += anchored(texts, column);
  }
  return style === '' ? text : `${text}\x1b[0m`;
}

/** Of these blocks a terminal takes none to be wide that goes by Unicode 8 or older, where emoji were narrow (UAX 11). */
function isSymbol(character: string): boolean {
  return character >= '\u2300' && character < '\u2c00';
}

/**
 * Terminals differ in how wide they take emoji and composed characters to be. The cells that we reckon with are blanked
 * first, and behind the character the cursor is put where we reckon it (CHA, ECMA-48 8.3.9): so no border moves.
 */
function anchored(texts: readonly string[], column: number): string {
  const text = texts[column] ?? '';
  if (text.length < 2 && !(texts[column + 1] === '' && isSymbol(text))) return text;
  let next = column + 1;
  while (texts[next] === '') next += 1;
  return `${' '.repeat(next - column)}\x1b[${column + 1}G${text}\x1b[${next + 1}G`;
}
