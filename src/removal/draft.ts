/** A file that has no name until it is whole: a crash, or a throw, takes it away without a trace. */
import { closeSync, openSync, unlinkSync } from 'node:fs';
import type { BytePath } from '../base/byte-path.ts';
import { errorCode } from '../base/errors.ts';
import { libc } from '../base/libc.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';

const readWriteWithoutName = 0o20200002; // O_TMPFILE | O_RDWR, the same on every architecture that libc() serves
/** What kernels and file systems without O_TMPFILE answer (open(2), Bugs). */
const unsupported = new Set(['EOPNOTSUPP', 'ENOTSUP', 'EISDIR', 'ENOENT', 'EINVAL']);

export class Draft {
  readonly fd: number;
  readonly #folder: Folder;
  readonly #name: BytePath;
  /** Elsewhere it has its name from the first moment, and loses it again unless it is published. */
  readonly #hidden: boolean;
  #published = false;

  private constructor(folder: Folder, name: BytePath, hidden: number | undefined) {
    this.#folder = folder;
    this.#name = name;
    this.#hidden = hidden !== undefined;
    this.fd = hidden ?? openSync(folder.at(name), 'wx+', 0o600);
  }

  static open(folder: Folder, name: BytePath): Draft {
    return new Draft(folder, name, openHidden(folder));
  }

  /** Whether a crash may leave the beginning of a draft under its name. */
  static isNamedAtOnce(folder: Folder): boolean {
    const hidden = openHidden(folder);
    if (hidden !== undefined) closeSync(hidden);
    return hidden === undefined;
  }

  /** @throws EEXIST where the name is taken */
  publish(): void {
    faultPoint('name-copy');
    if (this.#hidden) libc()?.linkDescriptor(this.fd, this.#folder.at(this.#name));
    this.#published = true;
  }

  close(): void {
    try {
      if (!this.#hidden && !this.#published) unlinkSync(this.#folder.at(this.#name));
    } finally {
      closeSync(this.fd);
    }
  }
}

function openHidden(folder: Folder): number | undefined {
  if (libc() === undefined) return undefined;
  try {
    return openSync(folder.at('.' as BytePath), readWriteWithoutName, 0o600);
  } catch (error) {
    if (!unsupported.has(errorCode(error))) throw error;
    return undefined;
  }
}
