const pieceBytes = 256 * 1024;

/** Joins many short runs of bytes into few large writes. */
export class BytePieces {
  #bytes = new Uint8Array(pieceBytes);
  #length = 0;
  readonly #write: (piece: Uint8Array) => void;

  constructor(write: (piece: Uint8Array) => void) {
    this.#write = write;
  }

  addByte(byte: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length++] = byte;
  }

  /** All of `bytes`: of more than some twenty, a call copies sooner than a loop. */
  addAll(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What stands in `bytes` between two places. Most runs are names: a loop copies them sooner than a call would. */
  add(bytes: Uint8Array, from: number, to: number): void {
    this.#makeRoom(to - from);
    const target = this.#bytes;
    let length = this.#length;
    for (let place = from; place < to; place += 1) target[length++] = bytes[place] as number;
    this.#length = length;
  }

  flush(): void {
    if (this.#length > 0) this.#write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    this.flush();
    if (bytes > this.#bytes.length) this.#bytes = new Uint8Array(bytes);
  }
}
