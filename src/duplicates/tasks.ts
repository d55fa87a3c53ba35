/**
 * What crosses between the scan and its hash workers. Everything is columns: typed arrays, and names of a whole folder in
 * one string, so that a message of a thousand files is a few copies of memory and not a thousand objects.
 */
import type { AlgorithmName } from './types.ts';

export type HashTask = WalkTask | ReadTask | CompareTask | ConfirmTask;
export type HashResult = WalkResult | ReadResult | CompareResult | ConfirmResult;

/** A file or folder that failed, by its path or by its place in the batch. */
export interface Fault<Where> {
  readonly at: Where;
  readonly code: string;
  readonly message: string;
}

/** A folder to walk. */
export interface FolderTask {
  /** One character a byte, as BytePath. */
  readonly path: string;
  /** Index of its root. */
  readonly root: number;
  /** It was let in already: a root, or a share of a folder. Others are judged by what they are when they are opened. */
  readonly judged?: true;
  /** Only these of its names, each followed by NUL: a share of a folder too large for one task. */
  readonly names?: Uint8Array;
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
  /** Eight words a file: what it is (calls/file-state.ts). */
  readonly states: Uint32Array<ArrayBuffer>;
  /** Bits a file, of `rowFlags`. */
  readonly flags: Uint8Array<ArrayBuffer>;
  /** Names end to end, each followed by NUL, and the places of the NULs. */
  readonly names: Uint8Array<ArrayBuffer>;
  readonly nameEnd: Uint32Array<ArrayBuffer>;
  /** One after the other; those of files that were not read mean nothing. */
  readonly digests: Uint8Array<ArrayBuffer>;
  readonly unfinished: readonly FolderTask[];
  /** Read on the way. */
  readonly bytes: number;
  readonly faults: readonly Fault<string>[];
}

/** `linked`: the inode has further names; `read`: the file was read whole. */
export const rowFlags = { linked: 1, read: 2 } as const;

/** Consecutive files of one folder on one device. */
export interface FolderSlice {
  readonly path: string;
  /** Of the folder. */
  readonly folderDev: bigint;
  readonly folderIno: bigint;
  readonly root: number;
  /** Of the files; differs from the folder's where single files are mounted. */
  readonly dev: bigint;
  readonly files: number;
}

/** Files of a batch: each run of files of one folder, and the names of all, each followed by NUL. */
export interface FileBatch {
  readonly folders: readonly string[];
  /** Files in each run. */
  readonly counts: readonly number[];
  readonly names: Uint8Array<ArrayBuffer>;
}

/** Which bytes of each file are read and what is said about them. */
export type Part =
  /** All, hashed by the algorithm that was asked for. */
  | { readonly kind: 'whole' }
  /** The first `bytes`; equal digests say nothing, different ones that the files differ. */
  | { readonly kind: 'head'; readonly bytes: number }
  /** A block in the middle and one at the end. */
  | { readonly kind: 'probe'; readonly bytes: number };

export interface ReadTask {
  readonly kind: 'read';
  readonly files: FileBatch;
  readonly size: Float64Array;
  readonly part: Part;
  readonly algorithm: AlgorithmName;
}

export interface ReadResult {
  readonly kind: 'read';
  /** One after the other; those of files that failed are zero. */
  readonly digests: Uint8Array;
  readonly faults: readonly Fault<number>[];
  readonly bytes: number;
}

/** Files of equal size to be compared with the first of them, byte by byte, in one range. */
export interface AlikeSet {
  /** How many of the batch's files, in a row. */
  readonly files: number;
  readonly size: number;
  readonly from: number;
  readonly to: number;
  /**
   * The first file's hash over what is before `from`, to be gone on with; empty at the start of a file, undefined where its
   * digest is of no use or not to be had this way.
   */
  readonly hash: Uint8Array | undefined;
}

export interface CompareTask {
  readonly kind: 'compare';
  readonly files: FileBatch;
  readonly sets: readonly AlikeSet[];
  /** Of each file, eight words: what the walk saw. */
  readonly states: Uint32Array<ArrayBuffer>;
  /** Bytes that are compared at once. */
  readonly block: number;
  readonly algorithm: AlgorithmName;
}

export interface CompareResult {
  readonly kind: 'compare';
  /** Of each file: where the first block that differs from the first file's begins, or -1. */
  readonly left: Float64Array;
  /** The digest (xxh3-128) of that block: files that left at the same place with the same block may still be equal. */
  readonly blocks: Uint8Array;
  /** Of each set: the first file's hash up to `to`, or its digest where that is the end; undefined where nobody stayed. */
  readonly hashes: readonly (Uint8Array | undefined)[];
  readonly faults: readonly Fault<number>[];
  readonly bytes: number;
}

/** Are these files still what the walk saw? */
export interface ConfirmTask {
  readonly kind: 'confirm';
  readonly files: FileBatch;
  /** Of each run of files. */
  readonly dev: readonly bigint[];
  /** Eight words a file. */
  readonly states: Uint32Array<ArrayBuffer>;
}

export interface ConfirmResult {
  readonly kind: 'confirm';
  readonly faults: readonly Fault<number>[];
}
