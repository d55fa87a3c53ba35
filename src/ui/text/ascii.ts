import { widthOf } from './width.ts';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const known: Readonly<Record<string, string>> = {
  '…': '~',
  '×': 'x',
  '·': '-',
  '–': '-',
  '’': "'",
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
  '│': '|',
  '┆': ':',
  '├': '|',
  '└': '`',
};

/** The same in ASCII and in the same columns: what cannot be written stands as question marks. Escape sequences pass. */
export function toAscii(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  let ascii = '';
  for (const { segment } of segmenter.segment(text)) {
    if (/^[\x00-\x7f]+$/.test(segment)) ascii += segment;
    else ascii += known[segment] ?? '?'.repeat(widthOf(segment));
  }
  return ascii;
}
