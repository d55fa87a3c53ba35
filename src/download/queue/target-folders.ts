import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorCode, Failure, reasonOf } from '../../base/errors.ts';
import { makeVisible } from '../../base/visible.ts';
import { FolderLock } from './folder-lock.ts';

/** Where files go: the target folder, locked while there is work, and the folders that a list names below it. */
export class TargetFolders {
  readonly root: string;
  readonly #made = new Set<string>();
  readonly #resolved = new Map<string, string>();
  #lock: FolderLock | undefined;
  #locked = false;

  constructor(dir: string) {
    this.root = resolve(dir);
  }

  of(dir: string | undefined): string {
    if (dir === undefined) return this.root;
    const path = this.#resolved.get(dir) ?? resolve(this.root, dir);
    this.#resolved.set(dir, path);
    return path;
  }

  /** Makes the folder, with parents, the first time; one that goes away later is not made again in silence. */
  ensure(dir: string): void {
    if (this.#made.has(dir)) return;
    try {
      mkdirSync(dir, { recursive: true });
    } catch (error) {
      const reason = errorCode(error) === 'EEXIST' ? 'what has this name is not a folder' : reasonOf(error);
      throw new Failure(`the folder ${makeVisible(dir)} cannot be made: ${reason}`, { cause: error });
    }
    this.#made.add(dir);
  }

  /** @throws Failure where another forkful is at work there */
  lock(): void {
    if (this.#locked) return;
    this.ensure(this.root);
    this.#lock = FolderLock.take(this.root);
    this.#locked = true;
  }

  unlock(): void {
    this.#lock?.release();
    this.#lock = undefined;
    this.#locked = false;
  }

  /** After something was in the way: a folder that was removed may be made again. */
  forget(): void {
    this.#made.clear();
  }
}
