import { makeVisible } from '../../base/visible.ts';
import { type Line, partsOf } from '../model/line.ts';
import { blanks, cutEnd, cutStart, widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

/**
 * A line being typed, in exactly so many columns (four at least), the cursor always in sight. What is cut off at either
 * end is told by an ellipsis.
 */
export function drawField(line: Line, columns: number, { paint }: Theme): string {
  const [before, under, after] = partsOf(line);
  const at = cutEnd(makeVisible(under), columns) || ' ';
  const [left, right] = [makeVisible(before), makeVisible(after)];
  const room = columns - widthOf(at);
  // Some of what follows is shown too, so that one sees where the cursor is going.
  const follows = Math.min(widthOf(right), Math.max(Math.floor(room / 4), room - widthOf(left)));
  const [start, end] = [cutStart(left, room - follows), cutEnd(right, follows)];
  const rest = blanks(room - widthOf(start) - widthOf(end));
  return paint.text(start) + paint.selected(at) + paint.text(end) + rest;
}
