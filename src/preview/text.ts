import { isUtf8 } from 'node:buffer';
import { makeVisible } from '../base/visible.ts';

export type Encoding = 'UTF-8' | 'UTF-16' | 'Latin-1';

const tabColumns = 4;
/** Characters of a line; nobody reads more of it here, and a file may be one single line. */
const longestLine = 600;

/**
 * How text bytes are to be read; undefined where they are no text.
 * @param cut whether they may end in the middle of a character
 */
export function encodingOf(bytes: Uint8Array, cut: boolean): Encoding | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return 'UTF-16';
  if (bytes.some(isControl)) return undefined;
  for (let missing = 0; missing <= (cut ? 3 : 0); missing += 1) {
    if (isUtf8(bytes.subarray(0, bytes.length - missing))) return 'UTF-8';
  }
  return bytes.some((byte) => byte >= 0x80 && byte < 0xa0) ? undefined : 'Latin-1';
}

/** As lines that are safe to print: control characters made visible, tabs widened, long lines cut. */
export function toLines(bytes: Uint8Array, encoding: Encoding): string[] {
  const text = decode(bytes, encoding);
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => makeVisible(widenTabs(line.slice(0, longestLine))));
}

/** Which line of a text stands at an offset in it, from 1; counted in pieces as a file is read. */
export function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

function decode(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'Latin-1') return Buffer.from(bytes).toString('latin1');
  if (encoding === 'UTF-8') return new TextDecoder('utf-8').decode(bytes);
  return new TextDecoder(bytes[0] === 0xfe ? 'utf-16be' : 'utf-16le').decode(bytes);
}

function widenTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let wide = '';
  for (const character of line) {
    wide += character === '\t' ? ' '.repeat(tabColumns - (wide.length % tabColumns)) : character;
  }
  return wide;
}

/** What no text holds: controls other than tab, line breaks, form feed, and the escape of coloured logs. */
function isControl(byte: number): boolean {
  return byte === 0x7f || (byte < 0x20 && !(byte >= 9 && byte <= 13) && byte !== 0x1b);
}
