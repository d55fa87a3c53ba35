/**
 * A folder held open. Names are used relative to its descriptor (Linux: /proc/self/fd/N/name), so that a folder that is
 * renamed, or swapped for a link, between check and act cannot lead the act to another place.
 */
import { closeSync, constants, existsSync, fstatSync, openSync, statSync } from 'node:fs';
import { type BytePath, joinPath, toFs, toText } from '../base/byte-path.ts';
import type { FsPath } from '../base/libc.ts';
import { folderAt, lookAtOpen } from './file-calls.ts';
import type { FolderRecord } from './intent.ts';
import { realPathOf } from './mounts.ts';

const throughDescriptors = process.platform === 'linux' && existsSync('/proc/self/fd');

export class Folder {
  readonly path: BytePath;
  readonly fd: number;
  readonly dev: bigint;
  readonly ino: bigint;

  constructor(path: BytePath) {
    this.path = path;
    this.fd = openSync(toFs(path), constants.O_RDONLY | constants.O_DIRECTORY);
    const { stamp } = lookAtOpen(this.fd);
    this.dev = stamp.dev;
    this.ino = stamp.ino;
  }

  #closed = false;
  #realPath: BytePath | undefined;
  #record: FolderRecord | undefined;

  /** The descriptor, for calls that take a name relative to it. */
  get handle(): number {
    // The number may be another folder's by now.
    if (this.#closed) throw new Error(`the folder ${toText(this.path)} is used after it was closed`);
    return this.fd;
  }

  at(name: BytePath): FsPath {
    const { handle } = this;
    return toFs(throughDescriptors ? (`/proc/self/fd/${handle}/${name}` as BytePath) : joinPath(this.path, name));
  }

  /** Without links, as it was when first asked for. */
  realPath(): BytePath {
    this.#realPath ??= realPathOf(this);
    return this.#realPath;
  }

  /** For the journal; as it was when first asked for. */
  record(): FolderRecord {
    this.#record ??= { dev: this.dev, ino: this.ino, bornNs: fstatSync(this.handle, { bigint: true }).birthtimeNs };
    return this.#record;
  }

  /** False once the path leads elsewhere. */
  isCurrent(): boolean {
    const now = folderAt(this.path);
    return now !== undefined && now.dev === this.dev && now.ino === this.ino;
  }

  close(): void {
    this.#closed = true;
    closeSync(this.fd);
  }
}

type FolderIdentity = Pick<Folder, 'dev' | 'ino'>;

/**
 * The folders used last stay open: duplicates mostly come a folder at a time. One that is in use is among the last few.
 */
export class Folders {
  readonly #open = new Map<BytePath, Folder>();
  readonly #identities = new Map<BytePath, FolderIdentity>();
  readonly #most: number;

  constructor(most = 16) {
    this.#most = most;
  }

  /** The folder that the path leads to now. @throws the error of open(2) where there is none */
  open(path: BytePath): Folder {
    const known = this.#open.get(path);
    if (known?.isCurrent()) return this.#used(known);
    this.#drop(path);
    return this.#opened(path);
  }

  /** The folder that the path led to when it was opened: for a look that is checked again before anything follows. */
  peek(path: BytePath): Folder {
    const known = this.#open.get(path);
    return known === undefined ? this.#opened(path) : this.#used(known);
  }

  /** Of the folder that the path led to when this was first asked; needs no right to read it. */
  identity(path: BytePath): FolderIdentity {
    let identity = this.#identities.get(path);
    if (identity === undefined) {
      const { dev, ino } = statSync(toFs(path), { bigint: true });
      identity = { dev, ino };
      this.#identities.set(path, identity);
    }
    return identity;
  }

  #used(folder: Folder): Folder {
    this.#open.delete(folder.path);
    this.#open.set(folder.path, folder);
    return folder;
  }

  #opened(path: BytePath): Folder {
    const folder = new Folder(path);
    if (this.#open.size >= this.#most) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) this.#drop(oldest);
    }
    this.#open.set(path, folder);
    return folder;
  }

  close(): void {
    for (const path of [...this.#open.keys()]) this.#drop(path);
  }

  #drop(path: BytePath): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }
}
