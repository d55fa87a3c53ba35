import {
  type BigIntStats,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { errorCode } from '../../base/errors.ts';
import { makeVisible } from '../../base/visible.ts';
import { diskFailure, TransferFailure } from '../failure.ts';
import type { FileIdentity } from '../protocol.ts';
import { bodyDesk } from './hash-desk.ts';
import { PlacedBefore, type Predecessor } from './predecessor.ts';
import { relieved } from './relief.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR } = constants;
const dataSync = promisify(fdatasync);

/** Somebody has cut it: nothing can go on from it. */
export class PartShorter extends TransferFailure {
  constructor(path: string) {
    super(`${makeVisible(path)} has become shorter`, 'later', { unfit: true });
  }
}

/** Whatever has the name is no file, or nothing has it. */
const elsewhere: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'ENXIO']);

/** The bytes that have arrived so far, in a file of their own beside the one they will become. */
export class PartFile {
  readonly path: string;
  readonly #dir: string;
  #fd: number;
  #mark: string | undefined;

  private constructor(dir: string, path: string, fd: number) {
    this.#dir = dir;
    this.path = path;
    this.#fd = fd;
  }

  /**
   * Empty. What an earlier try left under the name loses it, and keeps its bytes where it has another one; a link that
   * somebody put there is not followed.
   * @throws PlacedBefore
   */
  static fresh(dir: string, name: string, before: Predecessor): PartFile {
    const path = `${dir}/${name}`;
    let replaced: string | undefined;
    for (;;) {
      try {
        const file = new PartFile(dir, path, openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666));
        if (before.mark === undefined && replaced === undefined) return file;
        return file.#isUnlike(before.mark, replaced) ? file : file.#begunAgain(before.mark, replaced);
      } catch (error) {
        if (relieved(error)) continue;
        if (errorCode(error) !== 'EEXIST') throw error instanceof TransferFailure ? error : diskFailure(error, dir);
      }
      replaced = takeNameFrom(dir, path, before);
    }
  }

  #isUnlike(...marks: readonly (string | undefined)[]): boolean {
    return marks.every((mark) => mark === undefined || mark !== this.mark);
  }

  /** Begun within a tick of the clock after one that it must be told from: another one, whose inode is not that one's. */
  #begunAgain(...marks: readonly (string | undefined)[]): PartFile {
    const tooAlike: PartFile[] = [this];
    try {
      for (;;) {
        unlinkSync(this.path);
        const fd = openSync(this.path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
        const file = new PartFile(this.#dir, this.path, fd);
        if (file.#isUnlike(...marks)) return file;
        tooAlike.push(file);
      }
    } finally {
      for (const file of tooAlike) file.close();
    }
  }

  /**
   * As an earlier try left it; undefined where it is gone, another one, shorter than `size`, or has further names.
   * @throws TransferFailure where that cannot be told now
   */
  static reopen(dir: string, name: string, size: number, mark: string | undefined): PartFile | undefined {
    const path = `${dir}/${name}`;
    let fd: number;
    try {
      fd = openSync(path, O_RDWR | O_NOFOLLOW);
    } catch (error) {
      if (relieved(error)) return PartFile.reopen(dir, name, size, mark);
      if (elsewhere.has(errorCode(error))) return undefined;
      throw diskFailure(error, dir);
    }
    const stat = fstatSync(fd, { bigint: true });
    if (stat.isFile() && stat.nlink === 1n && stat.size >= size && markOf(stat) === mark) {
      return new PartFile(dir, path, fd);
    }
    closeSync(fd);
    return undefined;
  }

  /** Tells it from every other that has had, or will have, its name. */
  get mark(): string {
    this.#mark ??= markOf(this.#stat());
    return this.#mark;
  }

  /** Of a file that was put in place before. */
  static readWhole(path: string, take: (piece: Uint8Array) => void): { bytes: number; identity: FileIdentity } {
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW);
    try {
      const { size } = fstatSync(fd);
      const file = new PartFile('', path, fd);
      file.read(0, size, take);
      return { bytes: size, identity: file.identity() };
    } finally {
      closeSync(fd);
    }
  }

  /** Synchronous on purpose: writing to the page cache costs less than a trip to another thread and back. */
  write(bytes: Uint8Array, at: number): void {
    try {
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(this.#fd, bytes, written, bytes.length - written, at + written);
      }
    } catch (error) {
      throw diskFailure(error, this.#dir);
    }
  }

  truncate(size: number): void {
    try {
      ftruncateSync(this.#fd, size);
    } catch (error) {
      throw diskFailure(error, this.#dir);
    }
  }

  /** Gives [start, end) in order, in pieces that are valid during the call. */
  read(start: number, end: number, take: (piece: Uint8Array) => void): void {
    const buffer = bodyDesk().forFiles;
    let at = start;
    while (at < end) {
      const count = this.#readAt(buffer, Math.min(buffer.length, end - at), at);
      if (count === 0) throw new PartShorter(this.path);
      take(buffer.subarray(0, count));
      at += count;
    }
  }

  #readAt(buffer: Uint8Array, length: number, at: number): number {
    try {
      return readSync(this.#fd, buffer, 0, length, at);
    } catch (error) {
      throw diskFailure(error, this.#dir);
    }
  }

  /** After the last write: its time changes no more. */
  identity(): FileIdentity {
    return this.look().identity;
  }

  look(): { readonly size: number; readonly identity: FileIdentity } {
    const { size, dev, ino, mtimeNs } = this.#stat();
    return { size: Number(size), identity: { dev, ino, mtimeNs } };
  }

  #stat(): BigIntStats {
    try {
      return fstatSync(this.#fd, { bigint: true });
    } catch (error) {
      throw diskFailure(error, this.#dir);
    }
  }

  async sync(): Promise<void> {
    try {
      await dataSync(this.#fd);
    } catch (error) {
      throw diskFailure(error, this.#dir);
    }
  }

  /** Whatever comes after it fails: the number may be another file's by then. */
  close(): void {
    const fd = this.#fd;
    this.#fd = -1;
    closeSync(fd);
  }
}

/**
 * When it was made: nothing sets that, and no two files of one name are made at the same time. The inode says less, since
 * its number is given away again at once, and some file systems (FAT) make it up at each look; where the time is not known,
 * it has to do.
 */
function markOf({ birthtimeNs, ino }: BigIntStats): string {
  return birthtimeNs === 0n ? `inode ${ino}` : `${birthtimeNs}`;
}

/** @returns the mark of what had the name. @throws PlacedBefore */
function takeNameFrom(dir: string, path: string, before: Predecessor): string | undefined {
  try {
    const stat = lstatSync(path, { bigint: true });
    const placed = stat.nlink > 1n ? before.placed() : undefined;
    if (placed !== undefined) throw new PlacedBefore(placed);
    unlinkSync(path);
    return markOf(stat);
  } catch (error) {
    if (error instanceof PlacedBefore) throw error;
    if (errorCode(error) !== 'ENOENT') throw diskFailure(error, dir);
    return undefined;
  }
}

/** Takes a part file away, where there is one; one with a second name stays, to tell that it was placed (place.ts). */
export function removePart(path: string): void {
  try {
    const stat = lstatSync(path);
    if (stat.isFile() && stat.nlink === 1) unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
