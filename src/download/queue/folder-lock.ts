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

  /** Undefined where the system has no such lock. @throws Failure while another process holds it */
  static take(dir: string): FolderLock | undefined {
    const system = libc();
    if (system === undefined) return undefined;
    const fd = openSync(dir, 'r');
    try {
      system.lock(fd);
      return new FolderLock(fd);
    } catch (error) {
      closeSync(fd);
      // Network file systems may know no locks; two forkfuls there are told apart by nobody.
      if (errorCode(error) !== 'EAGAIN') return undefined;
      const words = 'wait until it is done, or name another folder with --dir';
      throw new Failure(`another forkful is downloading into ${makeVisible(dir)}; ${words}`, { cause: error });
    }
  }

  release(): void {
    closeSync(this.#fd);
  }
}
