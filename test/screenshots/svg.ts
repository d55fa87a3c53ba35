import type { Cell, Screen } from '../support/screen.ts';

/** The colours of a terminal's own: text and background, and the sixteen that programs name by number. */
export interface Scheme {
  readonly foreground: string;
  readonly background: string;
  readonly basic: readonly string[];
}

export const darkScheme: Scheme = {
  foreground: '#d5d9e2',
  background: '#14171f',
  basic: [
    '#14171f',
    '#e06c75',
    '#8fd6a4',
    '#f2c078',
    '#7cb7ff',
    '#c89bf0',
    '#77d0d8',
    '#d5d9e2',
    '#667085',
    '#ff8f80',
    '#a8e6b8',
    '#ffd79b',
    '#9ccaff',
    '#dcb8ff',
    '#9be5eb',
    '#ffffff',
  ],
};

export const lightScheme: Scheme = {
  foreground: '#22272f',
  background: '#fdfdfb',
  basic: [
    '#22272f',
    '#b3261e',
    '#12693a',
    '#8a5300',
    '#0a58b5',
    '#7b3fa0',
    '#0b6b75',
    '#9aa3b2',
    '#5d6675',
    '#d13438',
    '#1a8a4c',
    '#b06c00',
    '#1a6fd6',
    '#9a55c4',
    '#0f8a97',
    '#ffffff',
  ],
};

const cellWidth = 9;
const cellHeight = 19;
const fontSize = 15;
const margin = 12;

/**
 * What a terminal shows, as an SVG. Box drawing, blocks and braille are drawn as shapes: a font would leave gaps between
 * the cells. Everything else is text, one element a run, its width given.
 */
export function screenAsSvg(screen: Screen, scheme: Scheme): string {
  const width = screen.columns * cellWidth + margin * 2;
  const height = screen.rows * cellHeight + margin * 2;
  const rows = Array.from({ length: screen.rows }, (_, row) => drawRow(screen.cells(row), row, scheme));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${scheme.background}"/>`,
    `<g transform="translate(${margin} ${margin})" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${fontSize}" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

interface Look {
  readonly colour: string;
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly opacity: number;
}

function drawRow(cells: readonly Cell[], row: number, scheme: Scheme): string {
  const y = row * cellHeight;
  const backgrounds: string[] = [];
  const shapes: string[] = [];
  let from = 0;
  while (from < cells.length) {
    const look = lookOf(cells[from], scheme);
    let to = from;
    let text = '';
    let run = '';
    let runFrom = from;
    const flush = (): void => {
      if (run.trim() !== '') shapes.push(drawText(run, runFrom, to - runFrom, y, look));
      run = '';
      runFrom = to;
    };
    while (to < cells.length && sameLook(lookOf(cells[to], scheme), look)) {
      const cell = cells[to];
      const shape = cell === undefined ? undefined : drawShape(cell.text, to * cellWidth, y, look.colour);
      const width = Math.max(1, cell?.width ?? 1);
      // A shape, and a wide character whose font may differ in width, end the run of text.
      if (shape !== undefined || width > 1 || (cell?.text.codePointAt(0) ?? 32) > 0x2fff) {
        flush();
        if (shape !== undefined) shapes.push(shape);
        else if (cell !== undefined) shapes.push(drawText(cell.text, to, width, y, look));
        to += width;
        runFrom = to;
      } else {
        run += cell?.text === '' ? ' ' : (cell?.text ?? ' ');
        to += 1;
      }
      text += cell?.text ?? '';
    }
    flush();
    if (look.background !== undefined && text !== undefined) {
      backgrounds.push(rect(from * cellWidth, y, (to - from) * cellWidth, cellHeight, look.background));
    }
    from = to;
  }
  return backgrounds.concat(shapes).join('');
}

function lookOf(cell: Cell | undefined, scheme: Scheme): Look {
  const foreground = colourOf(cell?.foreground, scheme, scheme.foreground);
  const background = colourOf(cell?.background, scheme, scheme.background);
  const inverse = cell?.inverse === true;
  const shown = inverse ? foreground : background;
  return {
    colour: inverse ? background : foreground,
    background: shown === scheme.background ? undefined : shown,
    bold: cell?.bold === true,
    italic: cell?.italic === true,
    underline: cell?.underline === true,
    opacity: cell?.dim === true ? 0.6 : 1,
  };
}

function sameLook(a: Look, b: Look): boolean {
  return (
    a.colour === b.colour &&
    a.background === b.background &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.opacity === b.opacity
  );
}

function colourOf(colour: Cell['foreground'], { basic }: Scheme, own: string): string {
  if (colour === undefined) return own;
  if (typeof colour === 'string') return colour;
  if (colour < 16) return basic[colour] ?? own;
  if (colour >= 232) return hex([8 + (colour - 232) * 10, 8 + (colour - 232) * 10, 8 + (colour - 232) * 10]);
  const steps = [0, 95, 135, 175, 215, 255];
  const index = colour - 16;
  return hex([Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map((step) => steps[step] ?? 0));
}

function hex(channels: readonly number[]): string {
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function drawText(text: string, column: number, columns: number, y: number, look: Look): string {
  const trimmed = text.replace(/ +$/, '');
  const width = (columns - (text.length - trimmed.length)) * cellWidth;
  const style = [
    look.bold ? ' font-weight="bold"' : '',
    look.italic ? ' font-style="italic"' : '',
    look.underline ? ' text-decoration="underline"' : '',
    look.opacity < 1 ? ` fill-opacity="${look.opacity}"` : '',
  ].join('');
  return `<text x="${column * cellWidth}" y="${y + 14.5}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${look.colour}"${style}>${xml(trimmed)}</text>`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" shape-rendering="crispEdges"/>`;
}

// Arms of the box drawing characters in use: left, up, right, down; 1 light, 2 heavy.
const arms: Readonly<Record<string, readonly [number, number, number, number]>> = {
  '─': [1, 0, 1, 0],
  '│': [0, 1, 0, 1],
  '├': [0, 1, 1, 1],
  '└': [0, 1, 1, 0],
  '┌': [0, 0, 1, 1],
  '┐': [1, 0, 0, 1],
  '┘': [1, 1, 0, 0],
  '━': [2, 0, 2, 0],
  '┃': [0, 2, 0, 2],
  '┏': [0, 0, 2, 2],
  '┓': [2, 0, 0, 2],
  '┗': [0, 2, 2, 0],
  '┛': [2, 2, 0, 0],
};

const corners: Readonly<Record<string, string>> = {
  '╭': 'M9 9.5H8.5Q4.5 9.5 4.5 13.5V19',
  '╮': 'M0 9.5H.5Q4.5 9.5 4.5 13.5V19',
  '╰': 'M9 9.5H8.5Q4.5 9.5 4.5 5.5V0',
  '╯': 'M0 9.5H.5Q4.5 9.5 4.5 5.5V0',
};

/** Characters whose cells must meet; undefined: the font draws it. */
function drawShape(text: string, x: number, y: number, colour: string): string | undefined {
  const corner = corners[text];
  if (corner !== undefined) {
    return `<path transform="translate(${x} ${y})" d="${corner}" fill="none" stroke="${colour}" stroke-width="1.3"/>`;
  }
  const arm = arms[text];
  if (arm !== undefined) return drawArms(arm, x, y, colour);
  const code = text.codePointAt(0) ?? 0;
  if (code >= 0x2581 && code <= 0x2588) {
    const height = ((code - 0x2580) / 8) * cellHeight;
    return rect(x, y + cellHeight - height, cellWidth, height, colour);
  }
  if (text === '▌') return rect(x, y, cellWidth / 2, cellHeight, colour);
  if (text === '▀') return rect(x, y, cellWidth + 0.3, cellHeight / 2, colour);
  return code > 0x2800 && code <= 0x28ff ? drawBraille(code - 0x2800, x, y, colour) : undefined;
}

function drawArms(arm: readonly [number, number, number, number], x: number, y: number, colour: string): string {
  const [left, up, right, down] = arm;
  const [middleX, middleY] = [x + cellWidth / 2, y + cellHeight / 2];
  const line = (weight: number, dx: number, dy: number): string => {
    if (weight === 0) return '';
    const thick = weight === 1 ? 1.3 : 2.6;
    return dx === 0
      ? rect(middleX - thick / 2, dy < 0 ? y : middleY - thick / 2, thick, cellHeight / 2 + thick / 2, colour)
      : rect(dx < 0 ? x : middleX - thick / 2, middleY - thick / 2, cellWidth / 2 + thick / 2, thick, colour);
  };
  return line(left, -1, 0) + line(up, 0, -1) + line(right, 1, 0) + line(down, 0, 1);
}

// Bits of a braille pattern (Unicode chapter 21.1): column and row of each dot.
const dots = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
] as const;

function drawBraille(bits: number, x: number, y: number, colour: string): string {
  return dots
    .filter((_, bit) => (bits & (1 << bit)) !== 0)
    .map(([column, row]) => rect(x + column * 4.5 + 0.7, y + row * 4.75 + 0.8, 3.1, 3.2, colour))
    .join('');
}
