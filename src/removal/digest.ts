import { xxh3 } from '@node-rs/xxhash';

/** Bytes that are hashed at a time. Part of the meaning of a digest in the journal: never changed. */
export const digestBlock = 1 << 18;

/**
 * The content of a survivor as the journal remembers it, so that undo copies nothing else back: xxh3-128 of each block,
 * and xxh3-128 over those. It never decides a deletion; comparing bytes does.
 */
export class ContentDigest {
  readonly #blocks: Buffer[] = [];

  /** Every block but the last has {@link digestBlock} bytes. */
  update(block: Buffer): void {
    this.#blocks.push(digestBytes(block));
  }

  end(): string {
    return digestBytes(Buffer.concat(this.#blocks)).toString('hex');
  }
}

function digestBytes(bytes: Buffer): Buffer {
  return Buffer.from(xxh3.xxh128(bytes).toString(16).padStart(32, '0'), 'hex');
}
