/**
 * The walk, as a worker does it: folders in, files as columns out, and folders that were found and not entered. Small files
 * are read in the same visit: opening is the dear part of both.
 */
import { closeSync, fstatSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { errorCode, reasonOf } from '../base/errors.ts';
import { isPartName } from '../base/own-names.ts';
import { alive } from '../orchestrator/alive.ts';
import { digestBytes, hasherFor } from './digest.ts';
import { FileRows, type FileState } from './file-rows.ts';
import { compileGlobs, type Globs } from './globs.ts';
import { withShortPath } from './long-path.ts';
import { FileChanged, openFlags, PartReader } from './read-files.ts';
import type { Fault, FolderTask, WalkResult, WalkRules, WalkTask } from './tasks.ts';

const exact = { bigint: true } as const;
/** A folder with more files than this is shared out, so that one huge folder does not keep all workers but one idle. */
const filesPerTask = 1024;
const ascii = /^[\x00-\x7f]*$/;
const safeFolderLength = 4095 - 256;
const typeMask = 0o170000n;
const folderType = 0o040000n;
const fileType = 0o100000n;

export async function walkFolders(task: WalkTask): Promise<WalkResult> {
  const { rules } = task;
  const reader = new PartReader(await hasherFor(rules.algorithm), { kind: 'whole' }, []);
  const walk = new Walk(rules, await globsOf(rules), reader);
  const pending = [...task.folders];
  // Depth first: the list of folders to come stays short, and neighbours on the disk stay together.
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    walk.enter(folder, pending);
    if (walk.entries >= task.budget) break;
  }
  const { rows, faults } = walk;
  return { kind: 'walk', slices: rows.slices, ...rows.columns(), unfinished: pending, faults, bytes: reader.bytes };
}

let compiled: { key: string; globs: Promise<Globs | undefined> } | undefined;

/** Compiled once a worker and scan. */
function globsOf({ include, exclude }: WalkRules): Promise<Globs | undefined> {
  const key = JSON.stringify([include, exclude]);
  if (compiled?.key !== key) compiled = { key, globs: compileGlobs(include, exclude) };
  return compiled.globs;
}

interface Seen {
  readonly state: FileState;
  readonly digest: Uint8Array | undefined;
}

class Walk {
  readonly rows: FileRows;
  readonly faults: Fault<string>[] = [];
  entries = 0;
  readonly #rules: WalkRules;
  readonly #globs: Globs | undefined;
  readonly #reader: PartReader;
  readonly #rootFolders: ReadonlySet<string>;

  constructor(rules: WalkRules, globs: Globs | undefined, reader: PartReader) {
    this.#rules = rules;
    this.#globs = globs;
    this.#reader = reader;
    this.#rootFolders = new Set(rules.roots.map((root) => `${root.dev}:${root.ino}`));
    this.rows = new FileRows(digestBytes[rules.algorithm]);
  }

  /** Adds the files of a folder to the rows and its folders to `pending`. */
  enter(folder: FolderTask, pending: FolderTask[]): void {
    const names = folder.names?.split('\0') ?? this.#list(folder, pending);
    while (names.length > filesPerTask) {
      pending.push({ ...folder, names: names.splice(-filesPerTask).join('\0') });
    }
    const plain = folder.path.length <= safeFolderLength && ascii.test(folder.path) && ascii.test(names.join(''));
    const prefix = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
    let dev = folder.dev;
    for (const name of names) {
      alive();
      const path = prefix + name;
      const seen = this.#visit(folder, path, plain);
      if (seen === undefined) continue;
      if (seen.state.dev !== dev) this.rows.endSlice(folder, dev);
      dev = seen.state.dev;
      this.rows.add(name, seen.state, seen.digest);
    }
    this.rows.endSlice(folder, dev);
    this.entries += names.length + 1;
  }

  /** The names of its regular files; its folders go to `pending`. */
  #list(folder: FolderTask, pending: FolderTask[]): string[] {
    const files: string[] = [];
    try {
      const entries = withShortPath(folder.path, (short) =>
        readdirSync(short, { encoding: 'latin1', withFileTypes: true }),
      );
      const prefix = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
      for (const entry of entries) {
        if ((!this.#rules.hidden && entry.name.startsWith('.')) || isPartName(entry.name)) continue;
        if (entry.isFile()) files.push(entry.name);
        else if (entry.isDirectory()) this.#find(folder, prefix + entry.name, pending);
      }
    } catch (error) {
      this.#fail(folder.path, error);
    }
    return files;
  }

  #find(parent: FolderTask, path: string, pending: FolderTask[]): void {
    if (this.#globs?.folder(this.#belowRoot(parent, path)) === false) return;
    try {
      const { dev, ino, mode } = withShortPath(path, (short) => lstatSync(short, exact));
      if ((mode & typeMask) !== folderType) return;
      if (this.#rules.oneFileSystem && dev !== this.#rules.roots[parent.root]?.dev) return;
      // A root inside another is walked once, as the root that it is.
      if (this.#rootFolders.has(`${dev}:${ino}`)) return;
      pending.push({ path, dev, ino, root: parent.root });
    } catch (error) {
      this.#fail(path, error);
    }
  }

  /** What a file is, where it belongs to the scan. */
  #visit(folder: FolderTask, path: string, plain: boolean): Seen | undefined {
    if (this.#globs?.file(this.#belowRoot(folder, path)) === false) return undefined;
    try {
      return plain ? this.#readOrLook(path) : withShortPath(path, (short) => this.#readOrLook(short));
    } catch (error) {
      const changed = error instanceof FileChanged;
      this.faults.push({ at: path, code: changed ? 'CHANGED' : errorCode(error), message: reasonOf(error) });
      return undefined;
    }
  }

  #readOrLook(path: string | Buffer): Seen | undefined {
    if (this.#rules.readUpTo < 0) return this.#look(path);
    let file: number;
    try {
      file = openSync(path, openFlags);
    } catch {
      // What cannot be opened can still be looked at; whether it has to be read at all is not known yet.
      return this.#look(path);
    }
    try {
      const state = fstatSync(file, exact);
      if (!this.#joins(state.mode, state.size)) return undefined;
      // An inode with many names is read once, when all of them are known.
      const small = state.size <= this.#rules.readUpTo && state.nlink === 1n;
      return { state, digest: small ? this.#reader.read(file, Number(state.size), 0) : undefined };
    } finally {
      closeSync(file);
    }
  }

  #look(path: string | Buffer): Seen | undefined {
    const state = lstatSync(path, exact);
    return this.#joins(state.mode, state.size) ? { state, digest: undefined } : undefined;
  }

  #joins(mode: bigint, size: bigint): boolean {
    return (mode & typeMask) === fileType && size >= this.#rules.minSize && size <= this.#rules.maxSize;
  }

  #belowRoot(folder: FolderTask, path: string): string {
    const root = this.#rules.roots[folder.root]?.path ?? '';
    return path.slice(root.endsWith('/') ? root.length : root.length + 1);
  }

  #fail(path: string, error: unknown): void {
    this.faults.push({ at: path, code: errorCode(error), message: reasonOf(error) });
  }
}
