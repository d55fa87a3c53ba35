import { lstatSync, realpathSync, statSync } from 'node:fs';
import { type BytePath, baseName, dirName, fromBytes, toFs } from '../base/byte-path.ts';
import { errorCode, reasonOf } from '../base/errors.ts';
import type { Fault, FolderTask, WalkRules } from './tasks.ts';
import type { ScanOptions } from './types.ts';

/** A folder to begin with, and which one it is. */
export interface RootFolder extends FolderTask {
  readonly dev: bigint;
  readonly ino: bigint;
}

export interface Roots {
  readonly folders: readonly RootFolder[];
  readonly faults: readonly Fault<string>[];
  readonly rules: Omit<WalkRules, 'readUpTo'>;
}

/**
 * Roots as they are: links given by name are followed, a folder given twice counts once, a reference before a plain root.
 * The roots of the rules are in the order of the options, references last.
 */
export function resolveRoots(options: ScanOptions): Roots {
  const faults: Fault<string>[] = [];
  const folders: RootFolder[] = [];
  const known = new Set<string>();
  const given = [...options.roots, ...options.reference];
  const roots: { path: string; dev: bigint; ino: bigint }[] = [];
  for (const path of given) roots.push({ path, dev: 0n, ino: 0n });
  const referencesFirst = [...given.keys()].sort(
    (a, b) => Number(b >= options.roots.length) - Number(a >= options.roots.length) || a - b,
  );

  for (const index of referencesFirst) {
    const path = given[index];
    if (path === undefined) continue;
    try {
      const found = statSync(toFs(path), { bigint: true });
      const identity = `${found.dev}:${found.ino}`;
      if (known.has(identity)) continue;
      known.add(identity);
      if (found.isDirectory()) {
        roots[index] = { path, dev: found.dev, ino: found.ino };
        folders.push({ path, root: index, judged: true, dev: found.dev, ino: found.ino });
      } else if (found.isFile()) {
        const file = lstatSync(toFs(path)).isSymbolicLink() ? realPath(path) : path;
        const folder = statSync(toFs(dirName(file)), { bigint: true });
        roots[index] = { path: dirName(file), dev: found.dev, ino: 0n };
        const names = Buffer.from(`${baseName(file)}\0`, 'latin1');
        folders.push({ path: dirName(file), root: index, judged: true, names, dev: folder.dev, ino: folder.ino });
      } else {
        faults.push({ at: path, code: 'ENOTDIR', message: 'neither a folder nor a regular file' });
      }
    } catch (error) {
      faults.push({ at: path, code: errorCode(error), message: reasonOf(error) });
    }
  }
  const { minSize, maxSize = Number.MAX_SAFE_INTEGER, include, exclude, hidden, oneFileSystem, algorithm } = options;
  // Depth first takes the last one first.
  folders.reverse();
  return {
    folders,
    faults,
    rules: { roots, minSize, maxSize, include, exclude, hidden, oneFileSystem, algorithm },
  };
}

/** What is read is never opened through a link: a file given by one is taken where it is. */
function realPath(path: BytePath): BytePath {
  return fromBytes(realpathSync.native(toFs(path), { encoding: 'buffer' }));
}
