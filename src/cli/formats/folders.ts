import { toText } from '../../base/byte-path.ts';
import { formatBytes, plural } from '../../base/quantities.ts';
import { FolderIndex, type FolderRow, mostFolders, sortFolders } from '../../store/duplicates/folder-index.ts';
import type { ReportFormat } from '../scan-report.ts';
import { summaryOf } from './human.ts';
import { Pieces } from './pieces.ts';

/** Duplicates by folder: what each could lose, those below it included; then pairs of folders by what both hold. */
export const foldersFormat: ReportFormat = ({ options, groups, stats }, write) => {
  const index = new FolderIndex(options.roots);
  for (const group of groups) index.join(group);
  const pieces = new Pieces('utf8', write);
  for (const row of sortFolders(index.folders(), 'gain')) pieces.add(`${figures(row)}  ${toText(row.folder)}\n`);
  const pairs = sortFolders(index.pairs(), 'gain');
  if (pairs.length > 0) pieces.add('\n');
  for (const row of pairs) {
    const other = row.kind === 'pair' ? toText(row.other) : '';
    pieces.add(`${figures(row)}  ${toText(row.folder)}  =  ${other}\n`);
  }
  if (index.widespread > 0) {
    pieces.add(`\nin no pair: ${plural(index.widespread, 'group')} in more than ${mostFolders} folders\n`);
  }
  pieces.add(`\n${summaryOf(stats)}\n`);
  pieces.flush();
};

function figures({ bytes, files }: FolderRow): string {
  return `${formatBytes(bytes).padStart(8)}  ${plural(files, 'file').padStart(12)}`;
}
