/**
 * What crosses between the scan and its hash workers. Everything is columns: typed arrays, and names of a whole folder in
 * one string, so that a message of a thousand files is a few copies of memory and not a thousand objects.
 */
import type { AlgorithmName } from './types.ts';

export type HashTask = WalkTask | ReadTask | ConfirmTask;
export type HashResult = WalkResult | ReadResult | ConfirmResult;

/** A file or folder that failed, by its path or by its place in the batch. */
export interface Fault<Where> {
  readonly at: Where;
  readonly code: string;
  readonly message: string;
}

/** A folder to walk; its identity is that of the entry met in its parent. */
export interface FolderTask {
  /** One character a byte, as BytePath. */
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
  /** Index of its root. */
  readonly root: number;
  /** Only these of its names, joined by NUL: a share of a folder too large for one task. */
  readonly names?: string;
}

export interface WalkRules {
  readonly roots: readonly { readonly path: string; readonly dev: bigint; readonly ino: bigint }[];
  readonly minSize: number;
  readonly maxSize: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly hidden: boolean;
  readonly oneFileSystem: boolean;
  /** Files up to this size are read and hashed in the visit that finds them; -1: none is. */
  readonly readUpTo: number;
  readonly algorithm: AlgorithmName;
}

export interface WalkTask {
  readonly kind: 'walk';
  readonly folders: readonly FolderTask[];
  readonly rules: WalkRules;
  /** Entries after which the worker hands back the folders that it found and did not enter. */
  readonly budget: number;
}

/** Files in walk order, folder by folder. */
export interface WalkResult {
  readonly kind: 'walk';
  readonly slices: readonly FolderSlice[];
  readonly size: Float64Array<ArrayBuffer>;
  readonly ino: BigUint64Array<ArrayBuffer>;
  readonly mtimeNs: BigInt64Array<ArrayBuffer>;
  readonly ctimeNs: BigInt64Array<ArrayBuffer>;
  /** End of the file's name in its slice's `names`. */
  readonly nameEnd: Uint32Array<ArrayBuffer>;
  /** 1 where the inode has further names. */
  readonly linked: Uint8Array<ArrayBuffer>;
  /** 1 where the file was read, and its digest, one after the other. */
  readonly read: Uint8Array<ArrayBuffer>;
  readonly digests: Uint8Array<ArrayBuffer>;
  readonly unfinished: readonly FolderTask[];
  /** Read on the way. */
  readonly bytes: number;
  readonly faults: readonly Fault<string>[];
}

/** Consecutive files of one folder on one device. */
export interface FolderSlice {
  readonly path: string;
  /** Of the folder. */
  readonly folderDev: bigint;
  readonly folderIno: bigint;
  readonly root: number;
  /** Of the files; differs from the folder's where single files are mounted. */
  readonly dev: bigint;
  readonly names: string;
  readonly files: number;
}

/** Paths of a batch: each folder once, its names joined by NUL. */
export interface PathBatch {
  readonly folders: readonly string[];
  readonly names: readonly string[];
}

/** Which bytes of each file are read and what is said about them. */
export type Part =
  /** All, hashed by the algorithm that was asked for. */
  | { readonly kind: 'whole' }
  /** The first `bytes`; equal digests say nothing, different ones that the files differ. */
  | { readonly kind: 'head'; readonly bytes: number }
  /** A block in the middle and one at the end. */
  | { readonly kind: 'probe'; readonly bytes: number }
  /** From `from` on, continuing the hash states of the range before; the digest covers everything up to `to`. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number; readonly states: readonly Uint8Array[] };

export interface ReadTask {
  readonly kind: 'read';
  readonly paths: PathBatch;
  readonly size: Float64Array;
  readonly part: Part;
  readonly algorithm: AlgorithmName;
}

export interface ReadResult {
  readonly kind: 'read';
  /** One after the other; those of files that failed are zero. */
  readonly digests: Uint8Array;
  readonly faults: readonly Fault<number>[];
  /** For ranges that do not reach the end. */
  readonly states: readonly Uint8Array[];
  readonly bytes: number;
}

/** Are these files still what the walk saw? */
export interface ConfirmTask {
  readonly kind: 'confirm';
  readonly paths: PathBatch;
  readonly dev: BigUint64Array;
  readonly size: Float64Array;
  readonly ino: BigUint64Array;
  readonly mtimeNs: BigInt64Array;
  readonly ctimeNs: BigInt64Array;
}

export interface ConfirmResult {
  readonly kind: 'confirm';
  readonly faults: readonly Fault<number>[];
}
