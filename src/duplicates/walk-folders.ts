/** The walk, as a worker does it: folders in, files as columns out, and folders that were found and not entered. */
import { lstatSync, readdirSync } from 'node:fs';
import { errorCode, reasonOf } from '../base/errors.ts';
import { alive } from '../orchestrator/alive.ts';
import { FileRows } from './file-rows.ts';
import { compileGlobs, type Globs } from './globs.ts';
import { withShortPath } from './long-path.ts';
import type { Fault, FolderTask, WalkResult, WalkRules, WalkTask } from './tasks.ts';

const exact = { bigint: true } as const;
/** A folder with more names than this is shared out, so that one huge folder does not keep all workers but one idle. */
const namesPerTask = 2048;
const ascii = /^[\x00-\x7f]*$/;
const safeFolderLength = 4095 - 256;
const typeMask = 0o170000n;
const folderType = 0o040000n;
const fileType = 0o100000n;

export async function walkFolders(task: WalkTask): Promise<WalkResult> {
  const { rules } = task;
  const walk = new Walk(rules, await globsOf(rules));
  const pending = [...task.folders];
  // Depth first: the list of folders to come stays short, and neighbours on the disk stay together.
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    alive();
    walk.enter(folder, pending);
    if (walk.entries >= task.budget) break;
  }
  return { kind: 'walk', slices: walk.rows.slices, ...walk.rows.columns(), unfinished: pending, faults: walk.faults };
}

let compiled: { key: string; globs: Promise<Globs | undefined> } | undefined;

/** Compiled once a worker and scan. */
function globsOf({ include, exclude }: WalkRules): Promise<Globs | undefined> {
  const key = JSON.stringify([include, exclude]);
  if (compiled?.key !== key) compiled = { key, globs: compileGlobs(include, exclude) };
  return compiled.globs;
}

class Walk {
  readonly rows = new FileRows();
  readonly faults: Fault<string>[] = [];
  entries = 0;
  readonly #rules: WalkRules;
  readonly #globs: Globs | undefined;
  readonly #rootFolders: ReadonlySet<string>;

  constructor(rules: WalkRules, globs: Globs | undefined) {
    this.#rules = rules;
    this.#globs = globs;
    this.#rootFolders = new Set(rules.roots.map((root) => `${root.dev}:${root.ino}`));
  }

  /** Adds the files of a folder to the rows and its folders to `pending`. */
  enter(folder: FolderTask, pending: FolderTask[]): void {
    let names: string[];
    try {
      names = folder.names?.split('\0') ?? this.#list(folder.path);
    } catch (error) {
      this.#fail(folder.path, error);
      return;
    }
    while (names.length > namesPerTask) {
      pending.push({ ...folder, names: names.splice(-namesPerTask).join('\0') });
    }
    const plain =
      folder.path.length <= safeFolderLength && ascii.test(folder.path) && names.every((name) => ascii.test(name));
    const prefix = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
    let dev = folder.dev;
    for (const name of names) {
      const path = prefix + name;
      const found = this.#visit(folder, path, plain, pending);
      if (found === undefined) continue;
      if (found.dev !== dev) this.rows.endSlice(folder, dev);
      dev = found.dev;
      this.rows.add(name, Number(found.size), found.ino, found.mtimeNs, found.ctimeNs, found.nlink > 1n);
    }
    this.rows.endSlice(folder, dev);
    this.entries += names.length + 1;
  }

  #list(path: string): string[] {
    const names = withShortPath(path, (short) => readdirSync(short, 'latin1'));
    return this.#rules.hidden ? names : names.filter((name) => !name.startsWith('.'));
  }

  /** The state of a file that belongs to the scan. */
  #visit(folder: FolderTask, path: string, plain: boolean, pending: FolderTask[]) {
    try {
      const found = plain ? lstatSync(path, exact) : withShortPath(path, (short) => lstatSync(short, exact));
      const type = found.mode & typeMask;
      if (type === fileType) return this.#joins(folder, path, Number(found.size)) ? found : undefined;
      if (type === folderType && this.#enters(folder, path, found.dev, found.ino)) {
        pending.push({ path, dev: found.dev, ino: found.ino, root: folder.root });
      }
    } catch (error) {
      this.#fail(path, error);
    }
    return undefined;
  }

  #joins(folder: FolderTask, path: string, size: number): boolean {
    const { minSize, maxSize } = this.#rules;
    return size >= minSize && size <= maxSize && (this.#globs?.file(this.#belowRoot(folder, path)) ?? true);
  }

  #enters(folder: FolderTask, path: string, dev: bigint, ino: bigint): boolean {
    if (this.#rules.oneFileSystem && dev !== this.#rules.roots[folder.root]?.dev) return false;
    // A root inside another is walked once, as the root that it is.
    if (this.#rootFolders.has(`${dev}:${ino}`)) return false;
    return this.#globs?.folder(this.#belowRoot(folder, path)) ?? true;
  }

  #belowRoot(folder: FolderTask, path: string): string {
    const root = this.#rules.roots[folder.root]?.path ?? '';
    return path.slice(root.endsWith('/') ? root.length : root.length + 1);
  }

  #fail(path: string, error: unknown): void {
    this.faults.push({ at: path, code: errorCode(error), message: reasonOf(error) });
  }
}
