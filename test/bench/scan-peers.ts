import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Peer {
  readonly name: string;
  /** The command line of one scan of a folder; reports go to real files below `out`. */
  command(folder: string, out: string): string[];
}

const known: readonly Peer[] = [
  { name: 'jdupes', command: (folder) => ['jdupes', '-rq', folder] },
  { name: 'fdupes', command: (folder) => ['fdupes', '-rq', folder] },
  { name: 'duff', command: (folder) => ['duff', '-r', folder] },
  {
    name: 'rdfind',
    command: (folder, out) => ['rdfind', '-makeresultsfile', 'true', '-outputname', join(out, 'rdfind'), folder],
  },
  { name: 'rmlint', command: (folder, out) => ['rmlint', '-o', `fdupes:${join(out, 'rmlint')}`, folder] },
  {
    name: 'fclones',
    command: (folder, out) => ['fclones', 'group', '--hidden', '--min', '1', '-o', join(out, 'fclones'), folder],
  },
  {
    name: 'czkawka',
    command: (folder, out) => ['czkawka_cli', 'dup', '-d', folder, '-m', '1', '-H', '-N', '-f', join(out, 'czkawka')],
  },
];

/** Those of the peers that this machine has. */
export function installedPeers(out: string): readonly Peer[] {
  mkdirSync(out, { recursive: true });
  return known.filter(({ command }) => {
    const [program = ''] = command('.', out);
    return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  });
}
