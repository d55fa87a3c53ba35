import type { BytePath } from '../base/byte-path.ts';
import type { EngineName } from '../orchestrator/types.ts';

export const algorithmNames = ['xxh3-128', 'blake3', 'sha256', 'sha1', 'md5'] as const;
export type AlgorithmName = (typeof algorithmNames)[number];

export interface ScanOptions {
  readonly roots: readonly BytePath[];
  readonly engine: EngineName;
  /** Undefined: adapts to cores and to whether reads block. */
  readonly workers: number | undefined;
  readonly algorithm: AlgorithmName;
  /** False: the catalogue is neither read nor written. */
  readonly catalogue: boolean;
  /** Bytes, inclusive. */
  readonly minSize: number;
  readonly maxSize: number | undefined;
  /** Globs against the path below its root (picomatch); includes first, then excludes. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Also names that begin with a dot. */
  readonly hidden: boolean;
  readonly oneFileSystem: boolean;
  /** Folders of known originals; scanned too, their files are never victims and are preferred as survivor. */
  readonly reference: readonly BytePath[];
}

/**
 * One file as the scan saw it before its first read. Identity is dev + ino; the times (ns since the epoch) and the size
 * tell whether it is still that content. Several names of one inode are one file: `links` are the further names.
 */
export interface ScannedFile {
  readonly path: BytePath;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly reference: boolean;
  readonly links: readonly BytePath[];
  /** Index of its root among those given (references follow them); what the keep rule `first` goes by. Default 0. */
  readonly root?: number;
}

/** Takes a path as the bytes of its folder, a slash behind them, and those of its name, from one place to another. */
export type PathVisitor = (folder: Uint8Array, names: Uint8Array, from: number, to: number) => void;

/** Files of equal content, at least two inodes; in keep order, the survivor first. */
export interface DuplicateGroup {
  /** Bytes of one file. */
  readonly size: number;
  /** Hex; empty where the scan was told that nobody asks for it, and the bytes were compared. */
  readonly hash: string;
  readonly files: readonly ScannedFile[];
  /** Of `files`, where asking for it is cheaper. */
  readonly count?: number;
  /** Those of `files`, likewise. */
  readonly paths?: readonly BytePath[];
  /** The bytes of those, likewise. */
  readonly eachPath?: (visit: PathVisitor) => void;
  /** The first six bytes of the hash, or of that of its head where it is empty, as a number; likewise. */
  readonly hashStart?: number;
}

export type ScanPhase = 'walking' | 'comparing' | 'done';

export interface ScanProgress {
  readonly phase: ScanPhase;
  /** Regular files seen so far, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  readonly folders: number;
  /** Files that still share size (and head, …) with another, and what is left to read at most; falls as files drop out. */
  readonly candidates: number;
  /**
   * Work done, and that with what may be ahead as far as is known, in bytes to be read: done never falls, done <= total;
   * the total falls as files drop out.
   */
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly hashedFiles: number;
  readonly groups: number;
  readonly redundantBytes: number;
}

/** A file or folder that could not be read, or changed while it was; it is in no group. */
export interface ScanProblem {
  readonly path: BytePath;
  /** A system error code, or CHANGED. */
  readonly code: string;
  readonly message: string;
}

export type ScanEvent =
  | { readonly kind: 'progress'; readonly progress: ScanProgress }
  /** Confirmed groups, as soon as they are known. */
  | { readonly kind: 'groups'; readonly groups: readonly DuplicateGroup[] }
  | { readonly kind: 'problems'; readonly problems: readonly ScanProblem[] };

export interface ScanStats {
  readonly files: number;
  readonly bytes: number;
  readonly groups: number;
  readonly redundantFiles: number;
  readonly redundantBytes: number;
  readonly hashedBytes: number;
  readonly cachedFiles: number;
  readonly elapsedMs: number;
}

export interface ScanSummary {
  readonly stats: ScanStats;
  readonly problems: number;
}

/** `oldest`, … order the files of a group by keep preference; see select.ts. */
export const keepRuleNames = ['oldest', 'newest', 'shortest-path', 'longest-path', 'first'] as const;
export type KeepRule = (typeof keepRuleNames)[number];
export const defaultKeepRules: readonly KeepRule[] = ['oldest', 'shortest-path'];
