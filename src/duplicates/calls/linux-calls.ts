import { constants } from 'node:fs';
import { type CLibrary, cLibrary } from '../../base/c-library.ts';
import { byteAt, wordAt } from '../columns.ts';
import type { FileCalls } from './file-calls.ts';
import { FileState, kindOf } from './file-state.ts';
import { kindOfEntry, type Listing } from './listing.ts';

// What node does not name; the same on every 64-bit Linux that it runs on.
const closeOnExec = 0o2000000;
const pathOnly = 0o10000000;
const { O_DIRECTORY: directory, O_NOFOLLOW: noFollow, O_NONBLOCK: nonblock } = constants;
/** POSIX_FADV_WILLNEED */
const willNeed = 3;
const atCwd = -100;
const atEmptyPath = 0x1000;
const atSymlinkNoFollow = 0x100;
const atNoAutomount = 0x800;
/** TYPE, MODE, NLINK, MTIME, CTIME, INO, SIZE: what is not asked for may be left out by a network file system. */
const wanted = 0x3c7;

const direntHeader = 19;
const longestName = 255;
/** PATH_MAX counts the final NUL (limits.h), so this is the longest path that a system call takes. */
const longestPath = 4095;

/** statx(2), in words of 32 bits. */
const field = { nlink: 4, mode: 7, ino: 8, size: 10, ctime: 24, mtime: 28, devMajor: 34, devMinor: 35 } as const;

/** Undefined where the C library cannot be called, or is too old. */
export function linuxCalls(): FileCalls | undefined {
  const c = cLibrary();
  try {
    return c && new LinuxCalls(c);
  } catch {
    return undefined;
  }
}

class LinuxCalls implements FileCalls {
  readonly state = new FileState();
  readonly readsAhead = true;
  readonly #calls: BoundCalls;
  readonly #stat = Buffer.alloc(256);
  readonly #statWords = new Uint32Array(this.#stat.buffer, this.#stat.byteOffset, 64);
  readonly #entries = Buffer.from(new ArrayBuffer(64 * 1024));
  /** Entries begin at multiples of eight bytes. */
  readonly #entryWords = new Uint32Array(this.#entries.buffer);
  readonly #name = Buffer.alloc(longestName + 1);
  readonly #noName = Buffer.alloc(1);
  #devMajor = -1;
  #devMinor = -1;

  constructor(c: CLibrary) {
    this.#calls = bind(c);
    if (this.#calls.statx(atCwd, Buffer.from('/\0'), 0, wanted, this.#stat) !== 0) throw new Error('no statx');
  }

  openFolder(path: string, use: 'list' | 'pass', links: boolean): number {
    const flags = directory | closeOnExec | (use === 'pass' ? pathOnly : 0) | (links ? 0 : noFollow);
    let folder = atCwd;
    let rest = path;
    // Longer than a call takes: entered step by step.
    while (rest.length > longestPath) {
      const cut = rest.lastIndexOf('/', longestPath);
      if (cut <= 0) break;
      const next = this.#open(
        folder,
        Buffer.from(`${rest.slice(0, cut)}\0`, 'latin1'),
        directory | closeOnExec | pathOnly,
      );
      if (folder !== atCwd) this.close(folder);
      if (next < 0) return next;
      folder = next;
      rest = rest.slice(cut + 1);
    }
    const result = this.#open(folder, Buffer.from(`${rest}\0`, 'latin1'), flags);
    if (folder !== atCwd) this.close(folder);
    return result;
  }

  list(folder: number, listing: Listing): number {
    const entries = this.#entries;
    for (;;) {
      const length = this.#calls.getdents64(folder, entries, entries.length);
      if (length === 0) return 0;
      if (length < 0) return this.#failure();
      for (let start = 0; start < length; ) {
        const next = start + byteAt(entries, start + 16) + byteAt(entries, start + 17) * 256;
        const name = start + direntHeader;
        let end = name;
        while (entries[end] !== 0) end += 1;
        const isDots = entries[name] === 46 && (end === name + 1 || (end === name + 2 && entries[name + 1] === 46));
        if (!isDots)
          listing.add(
            entries,
            name,
            end,
            kindOfEntry(byteAt(entries, start + 18)),
            wordAt(this.#entryWords, start / 4),
          );
        start = next;
      }
    }
  }

  openFile(folder: number, names: Uint8Array, at: number): number {
    return this.#open(folder, this.#nameAt(names, at), nonblock | noFollow | closeOnExec);
  }

  stat(handle: number): number {
    return this.#statx(handle, this.#noName, atEmptyPath);
  }

  statAt(folder: number, names: Uint8Array, at: number): number {
    return this.#statx(folder, this.#nameAt(names, at), atSymlinkNoFollow | atNoAutomount);
  }

  read(file: number, block: Uint8Array, length: number, position: number): number {
    const result = this.#calls.pread(file, block, length, position);
    return result < 0 ? this.#failure() : result;
  }

  readAhead(file: number, from: number, bytes: number): void {
    this.#calls.posix_fadvise(file, from, bytes, willNeed);
  }

  close(handle: number): void {
    this.#calls.close(handle);
  }

  #open(folder: number, name: Uint8Array, flags: number): number {
    const result = this.#calls.openat(folder, name, flags);
    return result < 0 ? this.#failure() : result;
  }

  #statx(folder: number, name: Uint8Array, flags: number): number {
    if (this.#calls.statx(folder, name, flags, wanted, this.#stat) !== 0) return this.#failure();
    const words = this.#statWords;
    const { state } = this;
    state.kind = kindOf(wordAt(words, field.mode));
    state.linked = wordAt(words, field.nlink) > 1;
    state.setIno(wordAt(words, field.ino), wordAt(words, field.ino + 1));
    state.size = wordAt(words, field.size) + wordAt(words, field.size + 1) * 2 ** 32;
    state.setMtime(this.#seconds(field.mtime), wordAt(words, field.mtime + 2));
    state.setCtime(this.#seconds(field.ctime), wordAt(words, field.ctime + 2));
    this.#setDev(wordAt(words, field.devMajor), wordAt(words, field.devMinor));
    return 0;
  }

  /** A signed number of 64 bits; the year 285 million is far. */
  #seconds(word: number): number {
    return wordAt(this.#statWords, word) + (wordAt(this.#statWords, word + 1) | 0) * 2 ** 32;
  }

  /** makedev(3); nearly always that of the file before. */
  #setDev(major: number, minor: number): void {
    if (major !== this.#devMajor || minor !== this.#devMinor) {
      const [high, low] = [BigInt(major), BigInt(minor)];
      this.state.dev = ((high & ~0xfffn) << 32n) | ((high & 0xfffn) << 8n) | ((low & ~0xffn) << 12n) | (low & 0xffn);
      this.#devMajor = major;
      this.#devMinor = minor;
    }
  }

  #nameAt(names: Uint8Array, at: number): Uint8Array {
    const name = this.#name;
    for (let place = 0; place <= longestName; place += 1) {
      const byte = byteAt(names, at + place);
      name[place] = byte;
      if (byte === 0) return name;
    }
    name[longestName] = 0;
    return name;
  }

  #failure(): number {
    return -this.#calls.errno();
  }
}

type Call<Parameters extends readonly unknown[]> = (...parameters: Parameters) => number;

interface BoundCalls {
  openat: Call<[folder: number, path: Uint8Array, flags: number]>;
  statx: Call<[folder: number, path: Uint8Array, flags: number, mask: number, result: Uint8Array]>;
  getdents64: Call<[folder: number, entries: Uint8Array, bytes: number]>;
  pread: Call<[file: number, block: Uint8Array, bytes: number, position: number]>;
  posix_fadvise: Call<[file: number, position: number, bytes: number, advice: number]>;
  close: Call<[handle: number]>;
  errno: Call<[]>;
}

function bind({ koffi, library }: CLibrary): BoundCalls {
  return {
    openat: library.func('int openat(int, const uint8_t *, int)'),
    statx: library.func('int statx(int, const uint8_t *, int, unsigned int, uint8_t *)'),
    getdents64: library.func('long getdents64(int, uint8_t *, size_t)'),
    pread: library.func('long pread(int, uint8_t *, size_t, long)'),
    posix_fadvise: library.func('int posix_fadvise(int, long, long, int)'),
    close: library.func('int close(int)'),
    errno: () => koffi.errno(),
  };
}
