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

/** Foreground and background at once, for the half blocks of a picture: two pixels a character. */
export function paintPixels(upper: number, lower: number, depth: ColourDepth, text = '▀'): string {
  return `${sgr(`38;${rgbCode(upper, depth)}`)}${sgr(`48;${rgbCode(lower, depth)}`)}${text}${sgr('39')}${sgr('49')}`;
}

function sgr(code: string): string {
  return `\x1b[${code}m`;
}

/** One of the 256 also where there are more: Ink reads every byte of every frame, and these codes have half as many. */
function colourCode(colour: Colour, depth: ColourDepth): string {
  if (depth === 4) return String(colour.basic < 8 ? 30 + colour.basic : 82 + colour.basic);
  return `38;${rgbCode(Number.parseInt(colour.rgb.slice(1), 16), 8)}`;
}

function rgbCode(rgb: number, depth: ColourDepth): string {
  const [red, green, blue] = [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
  return depth === 24 ? `2;${red};${green};${blue}` : `5;${nearestOf256(red, green, blue)}`;
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
