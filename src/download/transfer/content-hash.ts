import type { Hash } from 'node:crypto';
import { blockHasherFor, type Hasher, xxh3Hasher } from '../../duplicates/digest.ts';
import { type Checksum, checksumHash } from '../checksum.ts';
import { bodyDesk } from './hash-desk.ts';
import { optimized } from './wasm-tiers.ts';

/** Of one body: xxh3-128. */
type Stream = Pick<Hasher, 'update' | 'digest'>;

/** Hashers of a library, where this machine needs one. Each holds 200 KB. */
const idle: Hasher[] = [];

/** Long enough to call each function of the hash. */
const warmUp = new Uint8Array(64 * 1024);

/** Loads the hash ahead of its use, while nothing else is to do. */
export async function prepareHash(): Promise<void> {
  const { desk } = bodyDesk();
  if (desk === undefined) idle.push(await xxh3Hasher());
  else {
    optimized(() => {
      for (const bytes of [warmUp, warmUp.subarray(0, 1)]) {
        const stream = desk.stream();
        stream.update(bytes);
        stream.digest();
      }
    });
  }
}

function streamOf(): Stream | Promise<Stream> {
  const { desk } = bodyDesk();
  if (desk !== undefined) return desk.stream();
  const hasher = idle.pop();
  return hasher === undefined ? xxh3Hasher().then(begun) : begun(hasher);
}

function begun(hasher: Hasher): Stream {
  hasher.init();
  return {
    update: (bytes) => hasher.update(bytes),
    digest() {
      const digest = hasher.digest();
      idle.push(hasher);
      return digest;
    },
  };
}

/** xxh3-128 of a whole buffer, as 32 hex digits: the same as the duplicate engine's. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  const hasher = blockHasherFor('xxh3-128');
  if (hasher !== undefined && bytes.length <= hasher.block.length) {
    hasher.block.set(bytes);
    return hexOf(hasher.digestOfBlock(bytes.length));
  }
  const stream = await streamOf();
  stream.update(bytes);
  return hexOf(stream.digest());
}

/** Hash and checksum of a body, in the order of its bytes. */
export class ContentHash {
  readonly #stream: Stream;
  readonly #checksum: Hash | undefined;

  private constructor(stream: Stream, checksum: Checksum | undefined) {
    this.#stream = stream;
    this.#checksum = checksum === undefined ? undefined : checksumHash(checksum);
  }

  /** At once where a hash is at hand, as it is nearly always: what has come already need not wait. */
  static create(checksum: Checksum | undefined): ContentHash | Promise<ContentHash> {
    const stream = streamOf();
    return stream instanceof Promise
      ? stream.then((loaded) => new ContentHash(loaded, checksum))
      : new ContentHash(stream, checksum);
  }

  /** What stands ahead of the bytes where they were read to (hash-desk.ts) is overwritten; they stay as they are. */
  update(bytes: Uint8Array): void {
    this.#stream.update(bytes);
    this.#checksum?.update(bytes);
  }

  /** Ends it: no further update. */
  digest(): { readonly hash: string; readonly checksum: string | undefined } {
    return { hash: hexOf(this.#stream.digest()), checksum: this.#checksum?.digest('hex') };
  }
}

function hexOf(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.length).toString('hex');
}
