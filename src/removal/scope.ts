import { realpathSync } from 'node:fs';
import { type BytePath, baseName, dirName, fromBytes, joinPath, toFs, toText } from '../base/byte-path.ts';
import { Failure, reasonOf } from '../base/errors.ts';

/**
 * A test for "below one of these folders, or one of these files itself", by where paths really lead: `.`, links and `..` in either spelling do not
 * matter. No folders: nothing is.
 * @throws Failure where a folder is missing
 */
export function belowFolders(folders: readonly BytePath[]): (path: BytePath) => boolean {
  const tops = folders.map((folder) => {
    try {
      return withSlash(realPath(folder));
    } catch (error) {
      throw new Failure(`${toText(folder)}: ${reasonOf(error)}`);
    }
  });
  const known = new Map<BytePath, BytePath>();
  return (path) => {
    if (tops.length === 0) return false;
    const parent = dirName(path);
    let real = known.get(parent);
    if (real === undefined) {
      real = realPathOr(parent);
      known.set(parent, real);
    }
    const full = joinPath(real, baseName(path));
    return tops.some((top) => full.startsWith(top) || `${full}/` === top);
  };
}

function realPathOr(path: BytePath): BytePath {
  try {
    return realPath(path);
  } catch {
    return path;
  }
}

function realPath(path: BytePath): BytePath {
  return fromBytes(realpathSync.native(toFs(path), { encoding: 'buffer' }));
}

function withSlash(path: BytePath): string {
  return path.endsWith('/') ? path : `${path}/`;
}
