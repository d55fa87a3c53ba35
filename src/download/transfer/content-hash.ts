import type { Hash } from 'node:crypto';
import type { IHasher } from 'hash-wasm';
import { type Checksum, checksumHash } from '../checksum.ts';
import { optimized } from './wasm-tiers.ts';

/** WebAssembly with SIMD, 4 GB/s: from 1 KB on faster than the native library, and bodies can stream through it. */
const idle: IHasher[] = [];

/** Long enough to call each function of the hash. */
const warmUp = new Uint8Array(64 * 1024);

/** Loads the hash ahead of its use, while nothing else is to do. */
export async function prepareHash(): Promise<void> {
  if (idle.length === 0) idle.push(await load());
}

async function load(): Promise<IHasher> {
  const hasher = await (await import('../../base/wasm-hashes.ts')).createXXHash128();
  optimized(() => hasher.init().update(warmUp).digest());
  return hasher;
}

/** xxh3-128 of a whole buffer, as 32 hex digits: the same as the duplicate engine's. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  const hasher = idle.pop() ?? (await load());
  const hash = hasher.init().update(bytes).digest('hex');
  idle.push(hasher);
  return hash;
}

/** Hash and checksum of a body, in the order of its bytes. */
export class ContentHash {
  readonly #hasher: IHasher;
  readonly #checksum: Hash | undefined;

  private constructor(hasher: IHasher, checksum: Hash | undefined) {
    this.#hasher = hasher;
    this.#checksum = checksum;
  }

  /** At once where a hash is at hand, as it is for all but the first bodies: what has come already need not wait. */
  static create(checksum: Checksum | undefined): ContentHash | Promise<ContentHash> {
    const begin = (hasher: IHasher) =>
      new ContentHash(hasher.init(), checksum === undefined ? undefined : checksumHash(checksum));
    const hasher = idle.pop();
    return hasher === undefined ? load().then(begin) : begin(hasher);
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
