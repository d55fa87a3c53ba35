import type { OnReadOpts, Socket } from 'node:net';

const chunkBytes = 256 * 1024;
const buffers = 4;

/**
 * Reads a socket into a few buffers that are used again and again, in larger pieces than node's 64 KB with a fresh buffer
 * each: half the CPU of a large transfer went into those. A chunk is valid until its reader returns; who keeps it copies.
 *
 * Safe because little is ever out: what a paused parser has put back, one chunk behind it, then reading stops.
 */
export class ReadRing {
  readonly #ring: Buffer[] = [];
  #next = 0;
  #socket: Socket | undefined;

  /** For net.connect: must be asked for before the socket exists. */
  get onread(): OnReadOpts {
    return {
      buffer: () => this.#buffer(),
      callback: (length, buffer) => this.#read(buffer.subarray(0, length)),
    };
  }

  attach(socket: Socket): void {
    this.#socket = socket;
  }

  #buffer(): Buffer {
    const buffer = this.#ring[this.#next] ?? Buffer.allocUnsafeSlow(chunkBytes);
    this.#ring[this.#next] = buffer;
    this.#next = (this.#next + 1) % buffers;
    return buffer;
  }

  /** @returns whether to go on reading at once; else the stream's own `_read` starts it again */
  #read(chunk: Uint8Array): boolean {
    if (this.#socket === undefined) throw new Error('bytes before the connection');
    this.#socket.push(chunk);
    return this.#socket.readableLength <= chunk.length;
  }
}
