/**
 * Finds, and makes where missing, the trash for a folder (trash specification 1.0): the home trash for its own mount,
 * elsewhere `.Trash/$uid` below the mount's top folder if an administrator made it right, or else `.Trash-$uid`.
 */
import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { type BytePath, dirName, fromText, joinPath, toFs } from '../base/byte-path.ts';
import { errorCode, Failure, reasonOf } from '../base/errors.ts';
import { homeTrashFolder } from '../base/folders.ts';
import { makeFolder } from '../base/make-folder.ts';
import { faultPoint } from './faults.ts';
import { Folder } from './folder.ts';
import { type Mount, mountOf } from './mounts.ts';

export interface Trash {
  readonly path: BytePath;
  /** What `Path=` is relative to; undefined in the home trash, whose paths are absolute. */
  readonly topFolder: BytePath | undefined;
}

/** One for a run: remembers the trash of each mount. */
export class Trashes {
  readonly #known = new Map<string, Trash>();
  /** An open folder stays on its mount; asking for it takes longer than all else that a victim needs. */
  readonly #ofFolder = new WeakMap<Folder, Trash>();
  readonly #home: BytePath;

  constructor(home: BytePath = fromText(homeTrashFolder())) {
    this.#home = home;
  }

  /** @throws Failure where no trash is possible, naming the other way */
  for(folder: Folder): Trash {
    const trash = this.#ofFolder.get(folder) ?? this.#ofMount(mountOf(folder));
    this.#ofFolder.set(folder, trash);
    return trash;
  }

  #ofMount(mount: Mount): Trash {
    const known = this.#known.get(mount.id);
    if (known !== undefined) return known;
    try {
      const trash = this.#find(mount);
      this.#known.set(mount.id, trash);
      return trash;
    } catch (error) {
      // There the other way is none.
      if (errorCode(error) === 'EROFS') throw error;
      throw new Failure(
        `no trash is possible there (${reasonOf(error)}); delete (D, or --action delete) removes for good`,
        {
          cause: error,
        },
      );
    }
  }

  #find(mount: Mount): Trash {
    if (mountOfNearest(this.#home).id === mount.id) {
      makePrivateFolder(this.#home, 'with parents, or a link that its owner made');
      return prepared({ path: this.#home, topFolder: undefined });
    }
    const uid = process.getuid?.() ?? 0;
    const { topFolder } = mount;
    const shared = joinPath(topFolder, '.Trash');
    if (isStickyFolder(shared)) {
      try {
        const path = joinPath(shared, String(uid));
        makePrivateFolder(path);
        return prepared({ path, topFolder });
      } catch {
        // The specification: where this fails, the other one.
      }
    }
    const path = joinPath(topFolder, `.Trash-${uid}`);
    makePrivateFolder(path);
    return prepared({ path, topFolder });
  }
}

export function filesFolder(trash: Pick<Trash, 'path'>): BytePath {
  return joinPath(trash.path, 'files');
}

export function infoFolder(trash: Pick<Trash, 'path'>): BytePath {
  return joinPath(trash.path, 'info');
}

function prepared(trash: Trash): Trash {
  makePrivateFolder(filesFolder(trash));
  makePrivateFolder(infoFolder(trash));
  return trash;
}

/** Makes it for us alone; one that is there must be a folder of ours, and no link to elsewhere. */
function makePrivateFolder(path: BytePath, lenient?: 'with parents, or a link that its owner made'): void {
  faultPoint('make-trash-folder');
  try {
    if (lenient === undefined) mkdirSync(toFs(path), { mode: 0o700 });
    else makeFolder(toFs(path), 0o700);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const stat = lenient === undefined ? lstatSync(toFs(path)) : statSync(toFs(path));
  const uid = process.getuid?.();
  if (!stat.isDirectory()) throw new Error('what is there is not a folder');
  if (uid !== undefined && stat.uid !== uid) throw new Error('what is there belongs to somebody else');
}

/** "must have the sticky bit … must not be a symbolic link". */
function isStickyFolder(path: BytePath): boolean {
  const stat = lstatSync(toFs(path), { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (stat.mode & 0o1000) !== 0;
}

function mountOfNearest(path: BytePath): Mount {
  for (let existing = path; ; existing = dirName(existing)) {
    try {
      const folder = new Folder(existing);
      try {
        return mountOf(folder);
      } finally {
        folder.close();
      }
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || existing === '/') throw error;
    }
  }
}
