/**
 * The system calls of an act, from the C library on Linux: names relative to an open folder, without the way through
 * /proc/self/fd, which takes the kernel longer than the rest of a call, and without the objects of node:fs.
 */
import { constants } from 'node:fs';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import type { BytePath } from '../base/byte-path.ts';
import { type CLibrary, cLibrary } from '../base/c-library.ts';
import type { Look } from './look.ts';
import type { Stamp } from './stamp.ts';

// What node does not name; the same on every 64-bit Linux that it runs on.
const closeOnExec = 0o2000000;
const atEmptyPath = 0x1000;
const atSymlinkNoFollow = 0x100;
const atNoAutomount = 0x800;
const noReplace = 1;
/** STATX_BASIC_STATS: what is not asked for may be left out by a network file system. */
const basicStats = 0x7ff;
const { S_IFMT, S_IFREG } = constants;

/** In place of a folder: the name is a path. */
export const byPath = -100; // AT_FDCWD

/** statx(2), in words of 32 bits; the mode is the lower half of its word. */
const field = {
  nlink: 4,
  uid: 5,
  gid: 6,
  mode: 7,
  ino: 8,
  size: 10,
  atime: 16,
  ctime: 24,
  mtime: 28,
  devMajor: 34,
  devMinor: 35,
} as const;

export interface LinuxCalls {
  /** @throws the error of open(2), its `code` among it, as all of these do */
  open(folder: number, name: BytePath, flags: number): number;
  /** Links are not followed. @returns undefined where the name, or its folder, is not there */
  lookAt(folder: number, name: BytePath): Look | undefined;
  /** Where the path leads, links followed; undefined where that is nowhere. */
  folderAt(path: BytePath): Pick<Stamp, 'dev' | 'ino'> | undefined;
  lookAtOpen(fd: number): Look;
  unlink(folder: number, name: BytePath): void;
  /** renameat2(2), RENAME_NOREPLACE. */
  move(folder: number, name: BytePath, toFolder: number, toName: BytePath): void;
}

let loaded: { readonly calls: LinuxCalls | undefined } | undefined;

/** Undefined elsewhere, and where the C library cannot be called or is too old. */
export function linuxCalls(): LinuxCalls | undefined {
  loaded ??= { calls: load() };
  return loaded.calls;
}

function load(): LinuxCalls | undefined {
  const c = cLibrary();
  try {
    const calls = c && bind(c);
    calls?.folderAt('/' as BytePath);
    return calls;
  } catch {
    return undefined;
  }
}

function bind({ koffi, library }: CLibrary): LinuxCalls {
  const openat = library.func('int openat(int, const uint8_t *, int)');
  const statx = library.func('int statx(int, const uint8_t *, int, unsigned int, uint8_t *)');
  const unlinkat = library.func('int unlinkat(int, const uint8_t *, int)');
  const renameat2 = library.func('int renameat2(int, const uint8_t *, int, const uint8_t *, unsigned int)');

  const words = new Uint32Array(64);
  const bytes = Buffer.from(words.buffer);
  const numbers = new BigUint64Array(words.buffer);
  const names = [new CString(), new CString()] as const;
  const none = Buffer.alloc(1);
  const dev = new DeviceNumber();

  const failure = (call: string): Error => {
    const errno = -koffi.errno();
    const code = getSystemErrorName(errno);
    return Object.assign(new Error(`${code}: ${getSystemErrorMessage(errno)}, ${call}`), { code });
  };
  const inode = () => numbers[field.ino / 2] ?? 0n;
  const look = (): Look => new LinuxLook(words, dev.of(words), inode());
  const found = (folder: number, name: BytePath, flags: number): boolean => {
    if (statx(folder, names[0].of(name), flags, basicStats, bytes) === 0) return true;
    const error = failure('statx');
    if ('code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return false;
    throw error;
  };

  return {
    open(folder, name, flags) {
      const fd: number = openat(folder, names[0].of(name), flags | closeOnExec);
      if (fd < 0) throw failure('open');
      return fd;
    },
    lookAt: (folder, name) => (found(folder, name, atSymlinkNoFollow | atNoAutomount) ? look() : undefined),
    folderAt: (path) => (found(byPath, path, 0) ? { dev: dev.of(words), ino: inode() } : undefined),
    lookAtOpen(fd) {
      if (statx(fd, none, atEmptyPath, basicStats, bytes) !== 0) throw failure('statx');
      return look();
    },
    unlink(folder, name) {
      if (unlinkat(folder, names[0].of(name), 0) !== 0) throw failure('unlink');
    },
    move(folder, name, toFolder, toName) {
      if (renameat2(folder, names[0].of(name), toFolder, names[1].of(toName), noReplace) !== 0) {
        throw failure('renameat2');
      }
    },
  };
}

class LinuxLook implements Look {
  readonly stamp: Stamp;
  readonly isFile: boolean;
  readonly nlink: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly #atimeSeconds: number;
  readonly #atimeRest: number;

  constructor(words: Uint32Array, dev: bigint, ino: bigint) {
    this.stamp = {
      dev,
      ino,
      size: wideAt(words, field.size),
      mtimeNs: nanoseconds(wideAt(words, field.mtime), at(words, field.mtime + 2)),
      ctimeNs: nanoseconds(wideAt(words, field.ctime), at(words, field.ctime + 2)),
    };
    this.mode = at(words, field.mode) & 0xffff;
    this.isFile = (this.mode & S_IFMT) === S_IFREG;
    this.nlink = at(words, field.nlink);
    this.uid = at(words, field.uid);
    this.gid = at(words, field.gid);
    this.#atimeSeconds = wideAt(words, field.atime);
    this.#atimeRest = at(words, field.atime + 2);
  }

  get atimeNs(): bigint {
    return nanoseconds(this.#atimeSeconds, this.#atimeRest);
  }
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

/** A signed number of 64 bits; the year 285 million is far, and so is a file of eight petabytes. */
function wideAt(words: Uint32Array, index: number): number {
  return at(words, index) + (at(words, index + 1) | 0) * 2 ** 32;
}

const product = new Uint32Array(2);
const wholeProduct = new BigInt64Array(product.buffer);

/** seconds * 10^9 + rest by halves that a double holds exactly: one bigint is made, and not one for each step. */
function nanoseconds(seconds: number, rest: number): bigint {
  const upper = Math.floor(seconds / 65_536);
  const lower = (seconds - upper * 65_536) * 1e9 + rest;
  const high = Math.floor((upper * 1e9) / 65_536);
  const low = (upper * 1e9 - high * 65_536) * 65_536 + lower;
  const carry = Math.floor(low / 2 ** 32);
  product[0] = low - carry * 2 ** 32;
  product[1] = high + carry;
  return wholeProduct[0] ?? 0n;
}

/** makedev(3); nearly always that of the file before. */
class DeviceNumber {
  #major = -1;
  #minor = -1;
  #number = 0n;

  of(words: Uint32Array): bigint {
    const major = at(words, field.devMajor);
    const minor = at(words, field.devMinor);
    if (major === this.#major && minor === this.#minor) return this.#number;
    const [high, low] = [BigInt(major), BigInt(minor)];
    this.#number = ((high & ~0xfffn) << 32n) | ((high & 0xfffn) << 8n) | ((low & ~0xffn) << 12n) | (low & 0xffn);
    [this.#major, this.#minor] = [major, minor];
    return this.#number;
  }
}

/** A path as the C library takes it, in memory that is used again. */
class CString {
  /** PATH_MAX counts the final NUL; what is longer no call takes. */
  readonly #bytes = Buffer.alloc(4096);

  of(path: BytePath): Buffer {
    // It would end the name there, and lead to another file.
    if (path.includes('\0')) throw Object.assign(new Error('a name with a NUL in it'), { code: 'EINVAL' });
    if (path.length >= this.#bytes.length) return Buffer.from(`${path}\0`, 'latin1');
    this.#bytes.write(path, 0, 'latin1');
    this.#bytes[path.length] = 0;
    return this.#bytes;
  }
}
