/** One line of a list, made of cells side by side. A row fills its width exactly: nothing wraps, nothing overflows. */
import type { Paint } from '../theme/paint.ts';
import { blanks, cutEnd, cutMiddle, padEnd, padStart, widthOf } from './width.ts';

export interface RowCell {
  readonly text: string;
  /** Columns; undefined: as wide as the text. */
  readonly width?: number;
  /** Takes what the other cells leave (one a row), and is cut when that is little. */
  readonly grow?: boolean;
  readonly align?: 'left' | 'right';
  /** Where to cut; paths lose their middle. */
  readonly cut?: 'end' | 'middle';
  readonly paint?: Paint;
  /** Draws itself into the columns it gets, instead of `text`. */
  readonly draw?: (columns: number) => string;
  /** Left out where the whole row is narrower than this. */
  readonly from?: number;
}

const gap = 1;

export function makeRow(cells: readonly RowCell[], width: number): string {
  const shown = cells.filter((cell) => cell.from === undefined || width >= cell.from);
  const fixed = shown.reduce((sum, cell) => sum + (cell.grow === true ? 0 : cellWidth(cell)), 0);
  const spare = Math.max(0, width - fixed - gap * (shown.length - 1));
  let left = width;
  let line = '';
  // Neighbours in one paint are painted as one: every escape sequence costs time in every frame.
  let run = '';
  let runPaint: Paint | undefined;
  const endRun = (): void => {
    line += runPaint === undefined ? run : runPaint(run);
    run = '';
  };
  for (const [index, cell] of shown.entries()) {
    if (index > 0 && left > 0) {
      run += blanks(gap);
      left -= gap;
    }
    const columns = Math.min(left, cell.grow === true ? spare : cellWidth(cell));
    if (columns <= 0) continue;
    if (cell.paint !== runPaint || cell.draw !== undefined) {
      endRun();
      runPaint = cell.draw === undefined ? cell.paint : undefined;
    }
    run += cell.draw === undefined ? fitCell(cell, columns) : cell.draw(columns);
    left -= columns;
  }
  endRun();
  return line + blanks(left);
}

function cellWidth(cell: RowCell): number {
  return cell.width ?? widthOf(cell.text);
}

function fitCell(cell: RowCell, columns: number): string {
  const text = cell.cut === 'middle' ? cutMiddle(cell.text, columns) : cutEnd(cell.text, columns);
  return cell.align === 'right' ? padStart(text, columns) : padEnd(text, columns);
}
