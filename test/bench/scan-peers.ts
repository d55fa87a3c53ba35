import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Peer {
  readonly name: string;
  /** The command line of one scan of a folder; reports go to real files below `out`. */
  command(folder: string, out: string): string[];
}

/**
 * All of them look at hidden files, at every size from one byte on, keep nothing from one run to the next, and hash as
 * their defaults say; where one has forkful's default among its hashes (czkawka), it gets it.
 */
const known: readonly Peer[] = [
  { name: 'jdupes', command: (folder) => ['jdupes', '-rq', folder] },
  { name: 'fdupes', command: (folder) => ['fdupes', '-rqn', folder] },
  { name: 'duff', command: (folder) => ['duff', '-razp', folder] },
  {
    name: 'rdfind',
    command: (folder, out) => ['rdfind', '-makeresultsfile', 'true', '-outputname', join(out, 'rdfind'), folder],
  },
  {
    // Duplicate files alone: it looks for other kinds of lint by default.
    name: 'rmlint',
    command: (folder, out) => ['rmlint', '-T', 'df', '--hidden', '-o', `fdupes:${join(out, 'rmlint')}`, folder],
  },
  {
    name: 'fclones',
    command: (folder, out) => [
      ...['fclones', 'group', '--hidden', '--no-ignore', '--min', '1'],
      ...['-f', 'fdupes', '-o', join(out, 'fclones'), folder],
    ],
  },
  {
    name: 'czkawka',
    command: (folder, out) => [
      ...['czkawka_cli', 'dup', '-d', folder, '-m', '1', '-t', 'XXH3', '--disable-cache'],
      ...['--do-not-print-results', '--do-not-print-messages', '-f', join(out, 'czkawka')],
    ],
  },
];

/** Those of the duplicate finders that this machine has. */
export function installedPeers(out: string): readonly Peer[] {
  mkdirSync(out, { recursive: true });
  return installed(known, out);
}

export function installed(contenders: readonly Peer[], out: string): readonly Peer[] {
  return contenders.filter(({ command }) => {
    const [program = ''] = command('.', out);
    return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  });
}
