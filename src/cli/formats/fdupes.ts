import { toBytes } from '../../base/byte-path.ts';
import type { DuplicateGroup, PathVisitor } from '../../duplicates/types.ts';
import type { ReportFormat } from '../scan-report.ts';
import { BytePieces } from './byte-pieces.ts';

const newline = 10;

/** As fdupes and jdupes print it: a path a line, an empty line after each group. Names are the bytes that they are. */
export const fdupesFormat: ReportFormat = ({ groups }, write) => {
  const pieces = new BytePieces(write);
  const addLine: PathVisitor = (folder, names, from, to) => {
    pieces.addAll(folder);
    pieces.add(names, from, to);
    pieces.addByte(newline);
  };
  for (const group of groups) {
    visitPaths(group, addLine);
    pieces.addByte(newline);
  }
  pieces.flush();
};

function visitPaths(group: DuplicateGroup, visit: PathVisitor): void {
  if (group.eachPath !== undefined) group.eachPath(visit);
  else for (const { path } of group.files) visit(noFolder, toBytes(path), 0, path.length);
}

const noFolder = new Uint8Array();
