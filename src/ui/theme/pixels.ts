/**
 * Pictures out of characters: a half block shows two pixels, one as its foreground and one as its background, so that
 * pixels are about square. Where there are no colours, a ramp of characters from light to dense.
 */
import type { Pixels } from '../../preview/types.ts';
import { type ColourDepth, colourOfPixel, pixelCode } from './paint.ts';

const [upperHalf, lowerHalf] = ['▀', '▄'];
/** From dark to bright on a dark background, by how much of its cell each character fills. */
const ramp = ' .,:;i1tfLCG08@';

export interface PixelOptions {
  readonly depth: ColourDepth;
  readonly ascii: boolean;
  /** Dark text on a light background: dense characters are dark. */
  readonly light: boolean;
}

/** One line for every two rows of pixels, each as many columns wide as the picture. */
export function drawPixels(pixels: Pixels, { depth, ascii, light }: PixelOptions): string[] {
  const draw = depth === 1 || ascii ? drawRamp(light, rangeOf(pixels)) : drawBlocks(depth);
  return Array.from({ length: Math.ceil(pixels.height / 2) }, (_, row) => draw(pixels, row * 2));
}

type DrawLine = (pixels: Pixels, y: number) => string;

/** A colour is said only where it changes: what a terminal, and Ink, must read decides what a frame costs. */
const drawBlocks =
  (depth: ColourDepth): DrawLine =>
  (pixels, y) => {
    let line = '';
    let [foreground, background] = [none, none];
    for (let x = 0; x < pixels.width; x += 1) {
      const [upper, lower] = [colourAt(pixels, x, y, depth), colourAt(pixels, x, y + 1, depth)];
      const swapped = upper === none;
      const [front, back] = swapped ? [lower, none] : [upper, lower];
      const flat = front === back;
      if (back !== background) line += sgr(back === none ? '49' : pixelCode('behind', back));
      // Both pixels of one colour are a blank on it.
      if (!flat && front !== foreground) line += sgr(pixelCode('text', front));
      if (!flat) foreground = front;
      background = back;
      line += flat ? ' ' : swapped ? lowerHalf : upperHalf;
    }
    return line + (foreground === none ? '' : sgr('39')) + (background === none ? '' : sgr('49'));
  };

const none = '';

/** None where the picture is transparent, or has ended. */
function colourAt({ width, height, rgba }: Pixels, x: number, y: number, depth: ColourDepth): string {
  const at = (y * width + x) * 4;
  if (y >= height || (rgba[at + 3] ?? 0) < 128) return none;
  return colourOfPixel(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0, depth);
}

/** A few characters tell few steps: they go from the darkest of the picture to its brightest. */
const drawRamp =
  (light: boolean, { darkest, range }: Range): DrawLine =>
  (pixels, y) => {
    const ground = light ? darkest + range : darkest;
    let line = '';
    for (let x = 0; x < pixels.width; x += 1) {
      const [upper, lower] = [brightnessAt(pixels, x, y) ?? ground, brightnessAt(pixels, x, y + 1) ?? ground];
      const bright = ((upper + lower) / 2 - darkest) / range;
      const filled = light ? 1 - bright : bright;
      line += ramp[Math.min(ramp.length - 1, Math.floor(filled * ramp.length))] ?? ' ';
    }
    return line;
  };

interface Range {
  readonly darkest: number;
  readonly range: number;
}

/** A picture of one brightness keeps the place of that on the whole ramp. */
function rangeOf(pixels: Pixels): Range {
  let [darkest, brightest] = [1, 0];
  for (let at = 0; at < pixels.width * pixels.height; at += 1) {
    const bright = brightnessAt(pixels, at % pixels.width, Math.floor(at / pixels.width));
    if (bright === undefined) continue;
    darkest = Math.min(darkest, bright);
    brightest = Math.max(brightest, bright);
  }
  return brightest - darkest < 0.1 ? { darkest: 0, range: 1 } : { darkest, range: brightest - darkest };
}

/** From 0 to 1 (luma of ITU-R BT.709); undefined where the picture is transparent, or has ended. */
function brightnessAt({ width, height, rgba }: Pixels, x: number, y: number): number | undefined {
  const at = (y * width + x) * 4;
  if (y >= height || (rgba[at + 3] ?? 0) < 128) return undefined;
  return (0.2126 * (rgba[at] ?? 0) + 0.7152 * (rgba[at + 1] ?? 0) + 0.0722 * (rgba[at + 2] ?? 0)) / 255;
}

function sgr(code: string): string {
  return `\x1b[${code}m`;
}
