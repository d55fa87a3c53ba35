import { type BytePath, toBytes, toJson } from '../../base/byte-path.ts';
import type { DuplicateGroup, ScannedFile } from '../../duplicates/types.ts';
import type { ReportFormat } from '../scan-report.ts';
import { Pieces } from './pieces.ts';

/** One document, a group a line. Numbers past 2^53 (inodes, nanoseconds) are strings. */
export const jsonFormat: ReportFormat = ({ options, groups, problems, stats }, write) => {
  const pieces = new Pieces('utf8', write);
  const head = { version: 1, ...namesToJson('roots', options.roots), algorithm: options.algorithm };
  pieces.add(`${JSON.stringify(head).slice(0, -1)},\n"groups":[`);
  for (const [index, group] of groups.entries()) {
    pieces.add(index === 0 ? '\n' : ',\n');
    pieces.add(JSON.stringify(groupToJson(group)));
  }
  const errors = problems.map(({ path, code, message }) => ({ ...toJson(path), code, message }));
  pieces.add(`],\n"errors":${JSON.stringify(errors)},\n"stats":${JSON.stringify(stats)}}\n`);
  pieces.flush();
};

function groupToJson({ size, hash, files }: DuplicateGroup) {
  return { size, hash, files: files.map(fileToJson) };
}

function fileToJson({ path, dev, ino, mtimeNs, reference, links }: ScannedFile) {
  const identity = { dev: String(dev), ino: String(ino), mtimeNs: String(mtimeNs), reference };
  return { ...toJson(path), ...identity, ...(links.length === 0 ? {} : namesToJson('links', links)) };
}

/** `links`, and the bytes of all of them in `linksBase64` where one of them is no text. */
function namesToJson(key: 'links' | 'roots', paths: readonly BytePath[]): Record<string, readonly string[]> {
  const names = paths.map(toJson);
  const plain = { [key]: names.map(({ path }) => path) };
  if (names.every(({ pathBase64 }) => pathBase64 === undefined)) return plain;
  return { ...plain, [`${key}Base64`]: paths.map((path) => toBytes(path).toString('base64')) };
}
