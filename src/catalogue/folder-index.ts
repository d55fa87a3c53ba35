/**
 * Which folders may hold a file with a given key, 32 bits of a digest or of a size: eight bytes an entry, for millions of
 * files. Different files may share a key; whoever asks looks closer.
 */
export class FolderIndex {
  #keys = new Uint32Array(1024);
  /** Folder numbers plus one; 0 is a free slot. */
  #folders = new Uint32Array(1024);
  #size = 0;

  add(key: number, folder: number): void {
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    this.#put(key >>> 0, folder + 1);
  }

  *folders(key: number): Generator<number> {
    const mask = this.#keys.length - 1;
    for (let slot = spread(key) & mask; ; slot = (slot + 1) & mask) {
      const folder = this.#folders[slot] ?? 0;
      if (folder === 0) return;
      if (this.#keys[slot] === key >>> 0) yield folder - 1;
    }
  }

  #put(key: number, folder: number): void {
    const mask = this.#keys.length - 1;
    let slot = spread(key) & mask;
    for (; this.#folders[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#keys[slot] === key && this.#folders[slot] === folder) return;
    }
    this.#keys[slot] = key;
    this.#folders[slot] = folder;
    this.#size += 1;
  }

  #grow(): void {
    const [keys, folders] = [this.#keys, this.#folders];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#folders = new Uint32Array(keys.length * 2);
    this.#size = 0;
    for (const [slot, folder] of folders.entries()) if (folder !== 0) this.#put(keys[slot] ?? 0, folder);
  }
}

/** Sizes come in steps: their low bits alone would crowd a few slots. */
function spread(key: number): number {
  const mixed = Math.imul(key, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
