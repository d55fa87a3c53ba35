/** What duplicate finders print, as sets of inodes: names, their order and further names of one inode differ by taste. */
import { spawnSync } from 'node:child_process';
import { closeSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const forkful = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));

export interface Finder {
  readonly name: string;
  /** Prints groups as fdupes does, on standard output or into `report`. */
  command(folder: string, report: string): string[];
}

/** Those whose output tells every path of a group, a line each. */
export const finders: readonly Finder[] = [
  {
    name: 'forkful',
    command: (folder) => [
      ...[process.execPath, forkful, 'scan', '--quiet', '--no-catalogue'],
      ...['--hidden', '--format', 'fdupes', folder],
    ],
  },
  { name: 'jdupes', command: (folder) => ['jdupes', '-rq', folder] },
  { name: 'fdupes', command: (folder) => ['fdupes', '-rqn', folder] },
  {
    name: 'rmlint',
    command: (folder, report) => ['rmlint', '-T', 'df', '--hidden', '-o', `fdupes:${report}`, folder],
  },
  {
    name: 'fclones',
    command: (folder, report) => [
      ...['fclones', 'group', '--hidden', '--no-ignore', '--min', '1', '-f', 'fdupes'],
      ...['-o', report, folder],
    ],
  },
];

/** Groups by their sorted inodes; the paths are those that the finder printed, one character a byte. */
export type Groups = ReadonlyMap<string, readonly string[]>;

export function groupsOf({ command }: Finder, folder: string, out: string): Groups {
  const report = join(out, 'report');
  const [program = '', ...args] = command(folder, report);
  const output = openSync(report, 'w');
  try {
    const { error } = spawnSync(program, args, { stdio: ['ignore', output, 'ignore'] });
    if (error !== undefined) throw error;
  } finally {
    closeSync(output);
  }
  return parseGroups(readFileSync(report, 'latin1'));
}

/** Paths a line each, an empty line between groups. Groups of one inode, and of empty files, are left out. */
export function parseGroups(text: string): Groups {
  const groups = new Map<string, readonly string[]>();
  for (const block of text.split(/\n{2,}/)) {
    const paths = block.split('\n').filter(Boolean);
    const inodes = new Set<string>();
    let size = 0;
    for (const path of paths) {
      const stat = lstatSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false });
      inodes.add(stat === undefined ? `gone: ${path}` : `${stat.dev}:${stat.ino}`);
      size = Math.max(size, stat?.size ?? 0);
    }
    if (inodes.size > 1 && size > 0) groups.set([...inodes].sort().join(' '), paths);
  }
  return groups;
}
