/** The hash algorithms: one shape over node:crypto and WebAssembly. */
import type { Hash } from 'node:crypto';
import type { IHasher } from 'hash-wasm';
import { createXxh3, type Xxh3 } from '../base/xxh3.ts';
import type { AlgorithmName } from './types.ts';

export { digestBytes } from './digest-bytes.ts';

/** Used over and over: `init`, any number of `update`, `digest`. */
export interface Hasher {
  init(): void;
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
  /** Hashing can be broken off and continued elsewhere; not with what node:crypto offers. */
  readonly resumable?: {
    save(): Uint8Array;
    load(state: Uint8Array): void;
  };
}

/** Algorithms whose hasher is `resumable`. */
export function isResumable(algorithm: AlgorithmName): boolean {
  return algorithm === 'xxh3-128' || algorithm === 'blake3';
}

const made = new Map<AlgorithmName, Promise<Hasher>>();

/** One hasher a thread and algorithm: it must not be in use when it is asked for again. */
export function hasherFor(algorithm: AlgorithmName): Promise<Hasher> {
  const known = made.get(algorithm);
  if (known !== undefined) return known;
  const hasher = createHasher(algorithm);
  made.set(algorithm, hasher);
  return hasher;
}

/** Hashes what stands in a block of its own: files are read to where they are hashed. */
export type BlockHasher = Pick<Xxh3, 'block' | 'digestOfBlock'>;

let blockHasher: { readonly of: BlockHasher | undefined } | undefined;

/** One a thread, like its block; undefined where the algorithm, or this machine, has none. */
export function blockHasherFor(algorithm: AlgorithmName): BlockHasher | undefined {
  if (algorithm !== 'xxh3-128') return undefined;
  blockHasher ??= { of: createXxh3() };
  return blockHasher.of;
}

export async function createHasher(algorithm: AlgorithmName): Promise<Hasher> {
  switch (algorithm) {
    case 'xxh3-128':
      return xxh3Hasher();
    case 'blake3':
      return fromWasm(await (await import('../base/wasm-hashes.ts')).createBLAKE3());
    default:
      return fromCrypto(algorithm);
  }
}

/** xxh3-128, by whatever can do it here. */
export async function xxh3Hasher(): Promise<Hasher> {
  const own = createXxh3();
  return own === undefined ? fromWasm(await (await import('../base/wasm-hashes.ts')).createXXHash128()) : fromOwn(own);
}

function fromOwn(xxh3: Xxh3): Hasher {
  return {
    init: () => xxh3.init(),
    update: (bytes) => xxh3.update(bytes),
    digest: () => xxh3.digest(),
    resumable: { save: () => xxh3.save(), load: (state) => xxh3.load(state) },
  };
}

function fromWasm(wasm: IHasher): Hasher {
  return {
    init: () => void wasm.init(),
    update: (bytes) => void wasm.update(bytes),
    digest: () => wasm.digest('binary'),
    resumable: { save: () => wasm.save(), load: (state) => void wasm.load(state) },
  };
}

function fromCrypto(algorithm: 'sha256' | 'sha1' | 'md5'): Hasher {
  // Asked for here: loading it with everything else would cost each start some milliseconds.
  const { createHash } = process.getBuiltinModule('node:crypto');
  let hash: Hash = createHash(algorithm);
  return {
    init() {
      hash = createHash(algorithm);
    },
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest(),
  };
}
