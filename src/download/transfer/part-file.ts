import {
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
import { diskFailure } from '../failure.ts';
import type { FileIdentity } from '../protocol.ts';
import { bodyDesk } from './hash-desk.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR } = constants;
const dataSync = promisify(fdatasync);

/** The part file has a second name: an earlier try had put it in place when its process was killed (place.ts). */
export class PlacedBefore extends Error {}

/** The bytes that have arrived so far, in a file of their own beside the one they will become. */
export class PartFile {
  readonly path: string;
  readonly #dir: string;
  #fd: number;

  private constructor(dir: string, path: string, fd: number) {
    this.#dir = dir;
    this.path = path;
    this.#fd = fd;
  }

  /**
   * Empty. What an earlier try left under the name goes; a link that somebody put there is not followed.
   * @throws PlacedBefore
   */
  static fresh(dir: string, name: string): PartFile {
    const path = `${dir}/${name}`;
    for (;;) {
      try {
        return new PartFile(dir, path, openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666));
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw diskFailure(error, dir);
        if (lstatSync(path).nlink > 1) throw new PlacedBefore();
        unlinkSync(path);
      }
    }
  }

  /** As an earlier try left it; undefined where it is gone, shorter than `size`, or not a file of its own. */
  static reopen(dir: string, name: string, size: number): PartFile | undefined {
    const path = `${dir}/${name}`;
    let fd: number;
    try {
      fd = openSync(path, O_RDWR | O_NOFOLLOW);
    } catch {
      return undefined;
    }
    const stat = fstatSync(fd);
    if (stat.isFile() && stat.nlink === 1 && stat.size >= size) return new PartFile(dir, path, fd);
    closeSync(fd);
    return undefined;
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
      const count = readSync(this.#fd, buffer, 0, Math.min(buffer.length, end - at), at);
      if (count === 0) throw new Error(`${this.path} has become shorter`);
      take(buffer.subarray(0, count));
      at += count;
    }
  }

  /** After the last write: its time changes no more. */
  identity(): FileIdentity {
    return this.look().identity;
  }

  look(): { readonly size: number; readonly identity: FileIdentity } {
    const { size, dev, ino, mtimeNs } = fstatSync(this.#fd, { bigint: true });
    return { size: Number(size), identity: { dev, ino, mtimeNs } };
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

/** Takes a part file away, where there is one; one with a second name stays, to tell that it was placed (place.ts). */
export function removePart(path: string): void {
  try {
    const stat = lstatSync(path);
    if (stat.isFile() && stat.nlink === 1) unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
