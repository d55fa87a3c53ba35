import { setImmediate } from 'node:timers/promises';
import type { Checksum } from '../checksum.ts';
import { checksumHash } from '../checksum.ts';
import type { FileIdentity } from '../protocol.ts';
import { bodyMemory, giveBack } from './body-memory.ts';
import { ContentHash, hashOf } from './content-hash.ts';
import { PartFile, PartShorter } from './part-file.ts';
import type { Predecessor } from './predecessor.ts';

export interface Digest {
  readonly bytes: number;
  /** xxh3-128, hex. */
  readonly hash: string;
  /** Hex, of the algorithm that was asked for. */
  readonly checksum: string | undefined;
  /** Of the part file, and so of what it becomes. */
  readonly identity: FileIdentity;
}

/** Where the bytes of a transfer go. */
export interface Body {
  /** The bytes are the connection's own memory: valid during the call. */
  write(bytes: Buffer, at: number): void;
  /** Everything up to `end` is here, in whatever order it came: some of it may be hashed, no more than `most` bytes. */
  catchUp(end: number, most: number): void;
  /**
   * All `size` bytes are here: they stand in the part file, hashed, and synced where that means something. It stays open,
   * so that no other file gets its inode, until {@link close}.
   */
  finish(size: number, sync: boolean): Promise<Digest>;
  /** What is written is on the disk itself. */
  sync(): Promise<void>;
  /** Of the part file (part-file.ts); undefined where no later try finds the bytes. */
  readonly mark: string | undefined;
  close(): void;
}

/** A small body waits in memory until it is whole: one write, one hash, and nothing to clean up before. */
export class SmallBody implements Body {
  readonly mark = undefined;
  readonly #dir: string;
  readonly #part: string;
  #bytes: Buffer | undefined;
  readonly #checksum: Checksum | undefined;
  readonly #before: Predecessor;
  #file: PartFile | undefined;

  constructor(dir: string, part: string, size: number, checksum: Checksum | undefined, before: Predecessor) {
    this.#dir = dir;
    this.#part = part;
    this.#before = before;
    this.#bytes = bodyMemory(size);
    this.#checksum = checksum;
  }

  write(bytes: Buffer, at: number): void {
    if (this.#bytes !== undefined) bytes.copy(this.#bytes, at);
  }

  catchUp(): void {}

  async sync(): Promise<void> {}

  async finish(size: number, sync: boolean): Promise<Digest> {
    const bytes = this.#bytes;
    if (bytes === undefined) throw new Error('finished after it was closed');
    const hash = await hashOf(bytes);
    const checksum =
      this.#checksum === undefined ? undefined : checksumHash(this.#checksum).update(bytes).digest('hex');
    const file = PartFile.fresh(this.#dir, this.#part, this.#before);
    this.#file = file;
    file.write(bytes, 0);
    if (sync) await file.sync();
    return { bytes: size, hash, checksum, identity: file.identity() };
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    if (this.#bytes !== undefined) giveBack(this.#bytes);
    this.#bytes = undefined;
  }
}

/** Between two pieces that are read again, others get their turn. */
const readAgainBytes = 4 * 2 ** 20;

/** A large body goes to the part file as it comes, from one connection or several, and is hashed as far as it is in order. */
export class FileBody implements Body {
  readonly #file: PartFile;
  readonly #hash: ContentHash;
  #hashed = 0;
  #closed = false;

  private constructor(file: PartFile, hash: ContentHash) {
    this.#file = file;
    this.#hash = hash;
  }

  static create(file: PartFile, checksum: Checksum | undefined): FileBody | Promise<FileBody> {
    const hash = ContentHash.create(checksum);
    return hash instanceof ContentHash ? new FileBody(file, hash) : hash.then((loaded) => new FileBody(file, loaded));
  }

  get mark(): string {
    return this.#file.mark;
  }

  write(bytes: Buffer, at: number): void {
    this.#file.write(bytes, at);
    if (at !== this.#hashed) return;
    this.#hash.update(bytes);
    this.#hashed += bytes.length;
  }

  catchUp(end: number, most: number): void {
    this.#hashUpTo(Math.min(end, this.#hashed + most));
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  async finish(size: number, sync: boolean): Promise<Digest> {
    while (this.#hashed < size) {
      this.#hashUpTo(Math.min(size, this.#hashed + readAgainBytes));
      await setImmediate();
      if (this.#closed) throw new Error('closed before its end');
    }
    let found = this.#file.look();
    if (found.size < size) throw new PartShorter(this.#file.path);
    if (found.size > size) {
      // What an earlier try had written behind the end of what came of this one.
      this.#file.truncate(size);
      found = this.#file.look();
    }
    if (sync) await this.#file.sync();
    return { bytes: size, ...this.#hash.digest(), identity: found.identity };
  }

  /** What came out of order, or in an earlier try, is read back: from the page cache, mostly. */
  #hashUpTo(end: number): void {
    if (end <= this.#hashed) return;
    this.#file.read(this.#hashed, end, (piece) => this.#hash.update(piece));
    this.#hashed = end;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#file.close();
  }
}
