import { closeSync, openSync } from 'node:fs';
import { errorCode, Failure } from '../../base/errors.ts';
import { libc } from '../../base/libc.ts';
import { makeVisible } from '../../base/visible.ts';

/**
 * One forkful at a time downloads into a folder: two would fetch the same files, each not knowing the other's part files.
 * The lock is on the folder itself, leaves nothing behind, and the kernel lets go of it with the process.
 */
export class FolderLock {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Undefined where the system has no such lock, or the folder may not be opened. @throws Failure while another process holds it */
  static take(dir: string): FolderLock | undefined {
    const system = libc();
    if (system === undefined) return undefined;
    let fd: number;
    try {
      fd = openSync(dir, 'r');
    } catch {
      // Files may be made in a folder that may not be read; whatever else is wrong, whoever writes there meets it too.
      return undefined;
    }
    try {
      system.lock(fd);
      return new FolderLock(fd);
    } catch (error) {
      closeSync(fd);
      // Network file systems may know no locks; two forkfuls there are told apart by nobody.
      if (errorCode(error) !== 'EAGAIN') return undefined;
      const words = 'wait until it is done, or name another folder (--dir, or dir= in a list)';
      throw new Failure(`another forkful is downloading into ${makeVisible(dir)}; ${words}`, { cause: error });
    }
  }

  release(): void {
    closeSync(this.#fd);
  }
}
