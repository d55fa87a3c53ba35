import type { Hash } from 'node:crypto';
import { xxh3 } from '@node-rs/xxhash';
import type { IHasher } from 'hash-wasm';
import { type Checksum, checksumHash } from '../checksum.ts';

/** xxh3-128 of a whole buffer, as 32 hex digits: the same as the duplicate engine's. */
export function hashOf(bytes: Uint8Array): string {
  return xxh3.xxh128(bytes).toString(16).padStart(32, '0');
}

/** The native library hashes whole buffers only; longer bodies go through WebAssembly, 5 GB/s, as they stream. */
const idle: IHasher[] = [];

/** Hash and checksum of a body, in the order of its bytes. */
export class ContentHash {
  readonly #hasher: IHasher;
  readonly #checksum: Hash | undefined;

  private constructor(hasher: IHasher, checksum: Hash | undefined) {
    this.#hasher = hasher;
    this.#checksum = checksum;
  }

  static async create(checksum: Checksum | undefined): Promise<ContentHash> {
    const hasher = idle.pop() ?? (await (await import('../../base/wasm-hashes.ts')).createXXHash128());
    hasher.init();
    return new ContentHash(hasher, checksum === undefined ? undefined : checksumHash(checksum));
  }

  update(bytes: Uint8Array): void {
    this.#hasher.update(bytes);
    this.#checksum?.update(bytes);
  }

  /** Ends it: no further update. */
  digest(): { readonly hash: string; readonly checksum: string | undefined } {
    const hash = this.#hasher.digest('hex');
    idle.push(this.#hasher);
    return { hash, checksum: this.#checksum?.digest('hex') };
  }
}
