/** Joins many small texts into few large writes. */
export class Pieces {
  #text = '';
  readonly #encoding: 'utf8' | 'latin1';
  readonly #write: (piece: Uint8Array) => void;

  /** @param encoding latin1 where the text holds one character a byte */
  constructor(encoding: 'utf8' | 'latin1', write: (piece: Uint8Array) => void) {
    this.#encoding = encoding;
    this.#write = write;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length > 256 * 1024) this.flush();
  }

  flush(): void {
    if (this.#text !== '') this.#write(Buffer.from(this.#text, this.#encoding));
    this.#text = '';
  }
}
