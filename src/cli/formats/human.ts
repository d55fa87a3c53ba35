import { toText } from '../../base/byte-path.ts';
import { formatBytes, formatCount, formatElapsed, plural } from '../../base/quantities.ts';
import type { ScanStats } from '../../duplicates/types.ts';
import { gainOf, type ReportFormat } from '../scan-report.ts';
import { Pieces } from './pieces.ts';

/** For people: each group under what it would gain, the file that a removal would keep first. */
export function humanFormat(colour: boolean): ReportFormat {
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string) => (colour ? `\u001b[2m${text}\u001b[22m` : text);
  return ({ groups, stats }, write) => {
    const pieces = new Pieces('utf8', write);
    for (const group of groups) {
      const { size, files } = group;
      const gain = dim(`  ${formatBytes(gainOf(group))} to gain`);
      pieces.add(`${bold(`${formatCount(files.length)} × ${formatBytes(size)}`)}${gain}\n`);
      for (const [index, { path, links, reference }] of files.entries()) {
        const mark = reference ? 'reference' : index === 0 ? 'keep' : '';
        pieces.add(`  ${dim(mark.padEnd(9))} ${toText(path)}\n`);
        for (const link of links) pieces.add(`  ${dim('  same as'.padEnd(9))} ${toText(link)}\n`);
      }
      pieces.add('\n');
    }
    pieces.add(`${summaryOf(stats)}\n`);
    pieces.flush();
  };
}

/** One line on what was found. */
export function summaryOf({ files, bytes, groups, redundantFiles, redundantBytes, elapsedMs }: ScanStats): string {
  const seen = `${plural(files, 'file')} (${formatBytes(bytes)}) in ${formatElapsed(elapsedMs)}`;
  if (groups === 0) return `no duplicates among ${seen}`;
  const found = `${plural(groups, 'group')}, ${plural(redundantFiles, 'redundant file')}`;
  return `${found}, ${formatBytes(redundantBytes)} to gain; ${seen}`;
}
