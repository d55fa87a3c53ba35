import { toJson } from '../../base/byte-path.ts';
import type { ReportFormat } from '../scan-report.ts';
import { Pieces } from './pieces.ts';

const columns = ['group', 'size', 'hash', 'path', 'pathBase64', 'dev', 'ino', 'mtimeNs', 'reference', 'linkOf'];

/** RFC 4180: a row a name. Further names of an inode say of which path in `linkOf`. */
export const csvFormat: ReportFormat = ({ groups }, write) => {
  const pieces = new Pieces('utf8', write);
  pieces.add(row(columns));
  for (const [number, { size, hash, files }] of groups.entries()) {
    for (const file of files) {
      for (const name of [file.path, ...file.links]) {
        const { path, pathBase64 = '' } = toJson(name);
        const linkOf = name === file.path ? '' : toJson(file.path).path;
        const identity = [file.dev, file.ino, file.mtimeNs].map(String);
        pieces.add(row([`${number + 1}`, `${size}`, hash, path, pathBase64, ...identity, `${file.reference}`, linkOf]));
      }
    }
  }
  pieces.flush();
};

function row(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\r\n`;
}
