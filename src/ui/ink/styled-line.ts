/**
 * One line of text as the cells of a terminal: in each its character, and the attributes it is shown with (SGR, ECMA-48
 * 8.3.117) as the sequences that set them.
 */
import { widthOf } from '../text/width.ts';

export interface StyledLine {
  /** By column. A character of two columns is followed by an empty one. */
  readonly texts: readonly string[];
  readonly styles: readonly string[];
  /** What is still set behind the last character: a text of several lines goes on with it. */
  readonly end: string;
}

// Besides SGR no sequence comes this far: what is not ours to write was made visible, and Ink drops the rest.
const sequence = /\x1b\[([\d;:]*)m|\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
const printableAscii = /^[\x20-\x7e]*$/;
const invisible = /^[\p{Default_Ignorable_Code_Point}\p{Cc}]+$/u;
let segmenter: Intl.Segmenter | undefined;

export function makeStyledLine(line: string): StyledLine {
  const texts: string[] = [];
  const styles: string[] = [];
  const slots = new Map<string, string>();
  let style = '';
  let from = 0;
  for (const match of line.matchAll(sequence)) {
    placeText(line.slice(from, match.index), style, texts, styles);
    from = match.index + match[0].length;
    if (match[1] === undefined) continue;
    setAttributes(match[1], slots);
    style = [...slots.values()].join('');
  }
  placeText(line.slice(from), style, texts, styles);
  return { texts, styles, end: style };
}

function placeText(text: string, style: string, texts: string[], styles: string[]): void {
  if (printableAscii.test(text)) {
    for (let index = 0; index < text.length; index += 1) {
      texts.push(text.charAt(index));
      styles.push(style);
    }
    return;
  }
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) {
    const width = widthOf(segment);
    if (width === 0 && invisible.test(segment)) continue;
    texts.push(segment);
    styles.push(style);
    for (let column = 1; column < width; column += 1) {
      texts.push('');
      styles.push(style);
    }
  }
}

/** @param slots for each kind of attribute that is set, the sequence that set it, in the order of setting */
function setAttributes(parameters: string, slots: Map<string, string>): void {
  const codes = parameters.split(';');
  for (let at = 0; at < codes.length; at += 1) {
    const code = Number(codes[at]);
    if (code === 0) {
      slots.clear();
      continue;
    }
    // 38 and 48 take what follows them: 5;n of a palette, 2;r;g;b.
    const taken = code === 38 || code === 48 ? (codes[at + 1] === '2' ? 4 : 2) : 0;
    const whole = codes.slice(at, at + 1 + taken).join(';');
    at += taken;
    for (const slot of slotsEndedBy(code)) slots.delete(slot);
    const slot = slotOf(code);
    if (slot === undefined) continue;
    slots.delete(slot);
    slots.set(slot, `\x1b[${whole}m`);
  }
}

function slotOf(code: number): string | undefined {
  if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return 'foreground';
  if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return 'background';
  return code < 10 ? String(code) : undefined;
}

function slotsEndedBy(code: number): readonly string[] {
  return endings.get(code) ?? [];
}

const endings = new Map<number, readonly string[]>([
  [22, ['1', '2']],
  [23, ['3']],
  [24, ['4']],
  [25, ['5', '6']],
  [27, ['7']],
  [28, ['8']],
  [29, ['9']],
  [39, ['foreground']],
  [49, ['background']],
]);
