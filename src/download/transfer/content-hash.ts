import type { Hash } from 'node:crypto';
import { type Hasher, xxh3Hasher } from '../../duplicates/digest.ts';
import { type Checksum, checksumHash } from '../checksum.ts';
import { optimized } from './wasm-tiers.ts';

/** Each holds 200 KB. */
const idle: Hasher[] = [];

/** Long enough to call each function of the hash. */
const warmUp = new Uint8Array(64 * 1024);

/** Loads the hash ahead of its use, while nothing else is to do. */
export async function prepareHash(): Promise<void> {
  if (idle.length === 0) idle.push(await load());
}

async function load(): Promise<Hasher> {
  const hasher = await xxh3Hasher();
  optimized(() => {
    hasher.init();
    hasher.update(warmUp);
    hasher.digest();
  });
  return hasher;
}

/** xxh3-128 of a whole buffer, as 32 hex digits: the same as the duplicate engine's. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  const hasher = idle.pop() ?? (await load());
  hasher.init();
  hasher.update(bytes);
  const hash = hexOf(hasher.digest());
  idle.push(hasher);
  return hash;
}

/** Hash and checksum of a body, in the order of its bytes. */
export class ContentHash {
  readonly #hasher: Hasher;
  readonly #checksum: Hash | undefined;

  private constructor(hasher: Hasher, checksum: Hash | undefined) {
    this.#hasher = hasher;
    this.#checksum = checksum;
  }

  /** At once where a hash is at hand, as it is for all but the first bodies: what has come already need not wait. */
  static create(checksum: Checksum | undefined): ContentHash | Promise<ContentHash> {
    const begin = (hasher: Hasher) => {
      hasher.init();
      return new ContentHash(hasher, checksum === undefined ? undefined : checksumHash(checksum));
    };
    const hasher = idle.pop();
    return hasher === undefined ? load().then(begin) : begin(hasher);
  }

  update(bytes: Uint8Array): void {
    this.#hasher.update(bytes);
    this.#checksum?.update(bytes);
  }

  /** Ends it: no further update. */
  digest(): { readonly hash: string; readonly checksum: string | undefined } {
    const hash = hexOf(this.#hasher.digest());
    idle.push(this.#hasher);
    return { hash, checksum: this.#checksum?.digest('hex') };
  }
}

function hexOf(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.length).toString('hex');
}
