import type { Theme } from '../theme/theme.ts';

export interface HexOptions {
  /** Offset of the first byte. */
  readonly from: number;
  readonly width: number;
  readonly theme: Theme;
  /** Offset of a byte that is marked. */
  readonly marked?: number;
}

/** Bytes as xxd(1) shows them: offset, hex in pairs, and what of it is printable; 16 a row, or 8 where it is narrow. */
export function hexLines(bytes: Uint8Array, { from, width, theme, marked }: HexOptions): string[] {
  const perRow = rowBytes(width);
  const digits = Math.max(width >= 40 ? 8 : 4, (from + bytes.length).toString(16).length);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += perRow) {
    lines.push(hexLine(bytes.subarray(at, at + perRow), from + at, { perRow, digits, theme, marked }));
  }
  return lines;
}

/** 8 digits, a blank, 2.5 columns a byte, two blanks, a column a byte. */
function rowBytes(width: number): number {
  return [16, 8, 4].find((bytes) => width >= 10 + bytes * 3.5) ?? 2;
}

interface RowOptions {
  readonly perRow: number;
  readonly digits: number;
  readonly theme: Theme;
  readonly marked: number | undefined;
}

function hexLine(bytes: Uint8Array, offset: number, { perRow, digits, theme, marked }: RowOptions): string {
  const { paint } = theme;
  let hex = '';
  let text = '';
  for (let index = 0; index < perRow; index += 1) {
    const byte = bytes[index];
    const pair = byte === undefined ? '  ' : byte.toString(16).padStart(2, '0');
    const sign = byte === undefined ? ' ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
    const isMarked = offset + index === marked;
    hex += (isMarked ? paint.selected(pair) : pair) + (index % 2 === 1 ? ' ' : '');
    text += isMarked ? paint.selected(sign) : sign;
  }
  return `${paint.faint(offset.toString(16).padStart(digits, '0'))} ${hex} ${paint.accent(text)}`;
}
