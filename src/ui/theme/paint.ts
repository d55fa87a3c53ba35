/**
 * Colours and attributes as SGR sequences (ECMA-48 8.3.117). The screen paints its own text: attributes (bold, inverse)
 * stay where NO_COLOR takes the colours away, and a whole pane reaches Ink as one piece of text.
 */

/** Wraps text, which may hold painted parts, in an attribute. Empty text stays empty. */
export type Paint = (text: string) => string;

/** 1: none, 4: 16 colours, 8: 256 colours, 24: truecolor; as `tty.WriteStream.getColorDepth()` tells it. */
export type ColourDepth = 1 | 4 | 8 | 24;

/** `#rrggbb`, and the one of the 16 colours (0–15, as the terminal's user set them) where no more can be shown. */
export interface Colour {
  readonly rgb: string;
  readonly basic: number;
}

export interface Style {
  readonly colour?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
}

export function makePaint(style: Style, depth: ColourDepth): Paint {
  let open = '';
  let close = '';
  if (style.bold === true || style.dim === true) {
    open += style.bold === true ? sgr('1') : sgr('2');
    close = sgr('22') + close;
  }
  if (style.underline === true) {
    open += sgr('4');
    close = sgr('24') + close;
  }
  if (style.inverse === true) {
    open += sgr('7');
    close = sgr('27') + close;
  }
  if (style.colour !== undefined && depth > 1) {
    open += sgr(colourCode(style.colour, depth));
    close = sgr('39') + close;
  }
  return open === '' ? plain : (text) => (text === '' ? text : open + text + close);
}

export const plain: Paint = (text) => text;

/** The colour that is shown for a picture's pixel: equal ones look the same at this depth. */
export function colourOfPixel(red: number, green: number, blue: number, depth: ColourDepth): string {
  if (depth === 24) return `2;${red};${green};${blue}`;
  return depth === 4 ? String(nearestOf16(red, green, blue)) : `5;${nearestOf256(red, green, blue)}`;
}

/** Such a colour as SGR: one of sixteen has a number of its own for text and one for what is behind it. */
export function pixelCode(layer: 'text' | 'behind', colour: string): string {
  const base = layer === 'text' ? 38 : 48;
  if (colour.includes(';')) return `${base};${colour}`;
  const basic = Number(colour);
  return String(basic < 8 ? base - 8 + basic : base + 44 + basic);
}

function sgr(code: string): string {
  return `\x1b[${code}m`;
}

/** One of the 256 also where there are more: Ink reads every byte of every frame, and these codes have half as many. */
function colourCode(colour: Colour, depth: ColourDepth): string {
  if (depth === 4) return String(colour.basic < 8 ? 30 + colour.basic : 82 + colour.basic);
  const rgb = Number.parseInt(colour.rgb.slice(1), 16);
  return `38;5;${nearestOf256((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255)}`;
}

/** The nearer of the 6×6×6 cube and the grey ramp of xterm's 256 colours. */
function nearestOf256(red: number, green: number, blue: number): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const near = (value: number): number => (value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40));
  const [r, g, b] = [near(red), near(green), near(blue)];
  const grey = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
  const level = 8 + grey * 10;
  const away = (x: number, y: number, z: number): number => (x - red) ** 2 + (y - green) ** 2 + (z - blue) ** 2;
  const cube = away(steps[r] ?? 0, steps[g] ?? 0, steps[b] ?? 0);
  return away(level, level, level) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b;
}

// xterm's defaults; a terminal's user may have set others.
const basicColours: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

function nearestOf16(red: number, green: number, blue: number): number {
  let [nearest, least] = [0, Number.POSITIVE_INFINITY];
  for (const [index, [r, g, b]] of basicColours.entries()) {
    const away = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (away < least) [nearest, least] = [index, away];
  }
  return nearest;
}
