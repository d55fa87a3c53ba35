/** The calls by way of node:fs, for every system that node runs on: an open folder is a path that names are added to. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import type { FileCalls } from './file-calls.ts';
import { FileState, fileKinds } from './file-state.ts';
import type { Listing } from './listing.ts';
import { withShortPath } from './long-path.ts';

const exact = { bigint: true } as const;
const forReading = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** Above every descriptor: a handle from here on is that of a folder. */
const firstFolder = 2 ** 30;

export function nodeCalls(): FileCalls {
  return new NodeCalls();
}

interface OpenFolder {
  readonly path: string;
  readonly prefix: string;
}

class NodeCalls implements FileCalls {
  readonly state = new FileState();
  readonly readsAhead = false;
  readonly #folders = new Map<number, OpenFolder>();
  #nextFolder = firstFolder;

  openFolder(path: string, _use: 'list' | 'pass', links: boolean): number {
    return attempt(() => {
      const stats = withShortPath(path, (short) => (links ? statSync(short) : lstatSync(short)));
      if (!stats.isDirectory()) return notAFolder();
      const handle = this.#nextFolder;
      this.#nextFolder += 1;
      this.#folders.set(handle, { path, prefix: path.endsWith('/') ? path : `${path}/` });
      return handle;
    });
  }

  list(folder: number, listing: Listing): number {
    return attempt(() => {
      const entries = withShortPath(this.#folder(folder).path, (short) =>
        readdirSync(short, { encoding: 'latin1', withFileTypes: true }),
      );
      for (const entry of entries) {
        const name = Buffer.from(entry.name, 'latin1');
        const kind = entry.isFile() ? fileKinds.file : entry.isDirectory() ? fileKinds.folder : fileKinds.other;
        listing.add(name, 0, name.length, kind, 0);
      }
      return 0;
    });
  }

  openFile(folder: number, names: Uint8Array, at: number): number {
    return attempt(() => withShortPath(this.#pathOf(folder, names, at), (short) => openSync(short, forReading)));
  }

  stat(handle: number): number {
    return attempt(() => {
      if (handle < firstFolder) this.state.take(fstatSync(handle, exact));
      else this.state.take(withShortPath(this.#folder(handle).path, (short) => statSync(short, exact)));
      return 0;
    });
  }

  statAt(folder: number, names: Uint8Array, at: number): number {
    return attempt(() => {
      this.state.take(withShortPath(this.#pathOf(folder, names, at), (short) => lstatSync(short, exact)));
      return 0;
    });
  }

  read(file: number, block: Uint8Array, length: number, position: number): number {
    return attempt(() => readSync(file, block, 0, length, position));
  }

  readAhead(): void {}

  close(handle: number): void {
    if (handle >= firstFolder) this.#folders.delete(handle);
    else closeSync(handle);
  }

  #pathOf(folder: number, names: Uint8Array, at: number): string {
    const name = Buffer.from(names.buffer, names.byteOffset, names.byteLength);
    return this.#folder(folder).prefix + name.toString('latin1', at, name.indexOf(0, at));
  }

  #folder(handle: number): OpenFolder {
    const folder = this.#folders.get(handle);
    if (folder === undefined) throw new Error('no such open folder');
    return folder;
  }
}

/** @returns what `call` returns, or the negative errno of its failure */
function attempt(call: () => number): number {
  try {
    return call();
  } catch (error) {
    const errno = (error as { errno?: unknown }).errno;
    if (typeof errno === 'number' && errno < 0) return errno;
    throw error;
  }
}

function notAFolder(): number {
  return -osConstants.errno.ENOTDIR;
}
