import { closeSync, constants, openSync } from 'node:fs';
import { type BytePath, toFs } from '../../base/byte-path.ts';

/** PATH_MAX counts the final NUL (limits.h), so this is the longest path that a system call takes. */
const longestPath = 4095;
/** What is left for the part behind `/proc/self/fd/N/`. */
const stride = longestPath - 32;

/**
 * Calls `visit` with a path that the system accepts. A path longer than PATH_MAX is entered folder by folder through
 * `/proc/self/fd` (node has no openat(2)), so that no file is out of reach for being deep. Linux only; elsewhere such a
 * path fails with ENAMETOOLONG as always.
 */
export function withShortPath<T>(path: string, visit: (path: string | Buffer) => T): T {
  if (path.length <= longestPath || process.platform !== 'linux') return visit(toFs(path as BytePath));
  let folder: number | undefined;
  let rest = path;
  try {
    while (rest.length > stride) {
      const cut = rest.lastIndexOf('/', stride);
      if (cut <= 0) break;
      const next = openSync(toFs(below(folder, rest.slice(0, cut))), constants.O_RDONLY | constants.O_DIRECTORY);
      if (folder !== undefined) closeSync(folder);
      folder = next;
      rest = rest.slice(cut + 1);
    }
    return visit(toFs(below(folder, rest)));
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}

function below(folder: number | undefined, path: string): BytePath {
  return (folder === undefined ? path : `/proc/self/fd/${folder}/${path}`) as BytePath;
}
