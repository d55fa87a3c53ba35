import type { Framing } from './head.ts';
import { ProtocolError } from './protocol-error.ts';

/** Where the body of one answer ends, and what of the bytes that come belongs to it. */
export interface Unframing {
  /** No byte of it is missing. */
  readonly whole: boolean;
  /** No content is missing: at most a trailer, which is read over. */
  readonly complete: boolean;
  /** Bytes that are still to come; Infinity where it has not said how many. */
  readonly left: number;
  /** Whether the end of the connection is the end of the body. */
  readonly endsWithConnection: boolean;
  /**
   * Looks at the next bytes, and says what comes first in them.
   * @returns how many are no content, and how many after those are; one of the two at least is above 0
   * @throws ProtocolError
   */
  next(bytes: Buffer): { readonly skip: number; readonly content: number };
}

export function unframe(framing: Framing): Unframing {
  switch (framing.kind) {
    case 'none':
      return new Counted(0);
    case 'length':
      return new Counted(framing.bytes);
    case 'chunks':
      return new Chunks();
    default:
      return untilClose;
  }
}

const untilClose: Unframing = {
  whole: false,
  complete: false,
  left: Number.POSITIVE_INFINITY,
  endsWithConnection: true,
  next: (bytes) => ({ skip: 0, content: bytes.length }),
};

class Counted implements Unframing {
  readonly endsWithConnection = false;
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get whole(): boolean {
    return this.#left === 0;
  }

  get complete(): boolean {
    return this.#left === 0;
  }

  get left(): number {
    return this.#left;
  }

  next(bytes: Buffer): { skip: number; content: number } {
    const content = Math.min(this.#left, bytes.length);
    this.#left -= content;
    return { skip: 0, content };
  }
}

const [lineFeed, carriageReturn] = [0x0a, 0x0d];
/** Size and extensions of a chunk; all of the trailer. */
const [longestSizeLine, longestTrailer] = [4096, 64 * 1024];
const text = /^[\t\x20-\x7e\x80-\xff]*$/;
const sizeLine = /^([0-9a-fA-F]{1,13})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/;

/** RFC 9112, 7.1. Extensions and trailer are read over. */
class Chunks implements Unframing {
  readonly endsWithConnection = false;
  readonly left = Number.POSITIVE_INFINITY;
  #state: 'size' | 'content' | 'content-end' | 'trailer' | 'whole' = 'size';
  /** Of the line that is being read. */
  #line = '';
  #chunkLeft = 0;
  #trailer = 0;

  get whole(): boolean {
    return this.#state === 'whole';
  }

  get complete(): boolean {
    return this.#state === 'trailer' || this.#state === 'whole';
  }

  next(bytes: Buffer): { skip: number; content: number } {
    if (this.#state === 'content') {
      const content = Math.min(this.#chunkLeft, bytes.length);
      this.#chunkLeft -= content;
      if (this.#chunkLeft === 0) this.#state = 'content-end';
      return { skip: 0, content };
    }
    const end = bytes.indexOf(lineFeed);
    const skip = end === -1 ? bytes.length : end + 1;
    this.#line += bytes.toString('latin1', 0, skip);
    const bound = this.#state === 'trailer' ? longestTrailer - this.#trailer : longestSizeLine;
    if (this.#line.length > bound) throw new ProtocolError('a line between its chunks is too long');
    if (end !== -1) {
      const line = this.#line;
      this.#line = '';
      if (line.charCodeAt(line.length - 2) !== carriageReturn || line.indexOf('\r') !== line.length - 2) {
        throw new ProtocolError('a line between its chunks does not end as it should');
      }
      this.#take(line.slice(0, -2));
    } else if (this.#state === 'content-end' && !'\r\n'.startsWith(this.#line)) {
      throw new ProtocolError('a chunk is longer than it says');
    }
    return { skip, content: 0 };
  }

  #take(line: string): void {
    if (this.#state === 'size') {
      const size = sizeLine.exec(line);
      if (size === null) throw new ProtocolError('the size of a chunk is no number');
      this.#chunkLeft = Number.parseInt(size[1] ?? '', 16);
      this.#state = this.#chunkLeft === 0 ? 'trailer' : 'content';
    } else if (this.#state === 'content-end') {
      if (line !== '') throw new ProtocolError('a chunk is longer than it says');
      this.#state = 'size';
    } else {
      this.#trailer += line.length + 2;
      if (!text.test(line)) throw new ProtocolError('a line of its trailer is no field');
      if (line === '') this.#state = 'whole';
    }
  }
}
