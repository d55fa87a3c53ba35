import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { requireFolder } from '../../base/make-folder.ts';
import { FolderLock } from './folder-lock.ts';

/** Each lock is an open descriptor: of more folders than this, those that were used first are let go. */
const mostLocks = 512;

/** Where files go: the target folder and the folders that a list names, below it or elsewhere, locked while there is work. */
export class TargetFolders {
  readonly root: string;
  readonly #made = new Set<string>();
  readonly #resolved = new Map<string, string>();
  /** Paths whose folder needs no further look. */
  readonly #locked = new Set<string>();
  /** By device and inode: a folder with two paths is locked once, or this process would stand in its own way. */
  readonly #locks = new Map<string, FolderLock | undefined>();

  constructor(dir: string) {
    this.root = resolve(dir);
  }

  of(dir: string | undefined): string {
    if (dir === undefined) return this.root;
    const path = this.#resolved.get(dir) ?? resolve(this.root, dir);
    this.#resolved.set(dir, path);
    return path;
  }

  /**
   * Makes the folder, with parents, the first time, and locks it; one that goes away later is not made again in silence.
   * @throws Failure where it cannot be made, or another forkful is at work there
   */
  ensure(dir: string): void {
    this.#make(dir);
    this.#take(dir);
  }

  /** Locks the folder where that has not been done yet. @returns false where another forkful is at work there */
  isOurs(dir: string): boolean {
    try {
      this.#take(dir);
      return true;
    } catch {
      // Nor is one ours that cannot be looked at.
      return false;
    }
  }

  #take(dir: string): void {
    if (this.#locked.has(dir)) return;
    const stat = statSync(dir, { bigint: true, throwIfNoEntry: false });
    // Gone, which whoever writes there will say.
    if (stat === undefined) return;
    const id = `${stat.dev}:${stat.ino}`;
    if (!this.#locks.has(id)) this.#locks.set(id, FolderLock.take(dir));
    this.#locked.add(dir);
    if (this.#locks.size > mostLocks) this.#letFirstGo();
  }

  /** @throws Failure where another forkful is at work in the target folder */
  lock(): void {
    this.ensure(this.root);
  }

  unlock(): void {
    for (const lock of this.#locks.values()) lock?.release();
    this.#locks.clear();
    this.#locked.clear();
  }

  /** After something was in the way: a folder that was removed may be made again, and is another one then. */
  forget(): void {
    this.#made.clear();
    this.#locked.clear();
  }

  #make(dir: string): void {
    if (this.#made.has(dir)) return;
    requireFolder(dir);
    this.#made.add(dir);
  }

  /** The one after the target folder itself. That what is placed is our own file is seen to without a lock (place.ts). */
  #letFirstGo(): void {
    const [, first] = this.#locks;
    if (first === undefined) return;
    first[1]?.release();
    this.#locks.delete(first[0]);
  }
}
