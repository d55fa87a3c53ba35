import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a scan must find, by the shortest way to say it: read everything, put equal contents together, one entry an inode
 * with all its names. Groups as `pathsOf` shows them.
 */
export function naiveGroups(dir: string, roots: readonly string[], keep: (path: string, size: number) => boolean) {
  const inodes = new Map<string, { content: string; names: Set<string> }>();
  for (const root of roots) visit(root);
  const contents = new Map<string, string[]>();
  for (const { content, names } of inodes.values()) {
    contents.set(content, [...(contents.get(content) ?? []), [...names].sort().join('=')]);
  }
  return [...contents.values()]
    .filter((files) => files.length > 1)
    .map((files) => files.sort())
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));

  function visit(folder: string): void {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const stat = lstatSync(path);
      if (stat.isDirectory()) {
        if (keep(path, Number.POSITIVE_INFINITY)) visit(path);
      } else if (stat.isFile() && keep(path, stat.size)) {
        const identity = `${stat.dev}:${stat.ino}`;
        const entry = inodes.get(identity) ?? { content: readFileSync(path, 'latin1'), names: new Set() };
        entry.names.add(path.slice(dir.length + 1));
        inodes.set(identity, entry);
      }
    }
  }
}
