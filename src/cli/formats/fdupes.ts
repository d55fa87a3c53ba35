import type { ReportFormat } from '../scan-report.ts';
import { Pieces } from './pieces.ts';

/** As fdupes and jdupes print it: a path a line, an empty line after each group. Names are the bytes that they are. */
export const fdupesFormat: ReportFormat = ({ groups }, write) => {
  const pieces = new Pieces('latin1', write);
  for (const group of groups) {
    for (const path of group.paths ?? group.files.map((file) => file.path)) pieces.add(`${path}\n`);
    pieces.add('\n');
  }
  pieces.flush();
};
