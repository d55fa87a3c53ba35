/**
 * The walk, as a worker does it: folders in, files as columns out, and folders that were found and not entered. Small files
 * are read in the same visit: opening is the dear part of both.
 */
import { errorCode, reasonOf } from '../base/errors.ts';
import { isPartName, partEnding } from '../base/own-names.ts';
import { alive } from '../orchestrator/alive.ts';
import { checked, type FileCalls, fileCalls } from './calls/file-calls.ts';
import { fileKinds } from './calls/file-state.ts';
import { Listing } from './calls/listing.ts';
import { coldGauge } from './cold-gauge.ts';
import { digestBytes } from './digest.ts';
import { type FileRows, rowsFor } from './file-rows.ts';
import { type Globs, globsOf } from './globs.ts';
import { FileChanged, PartReader } from './read-files.ts';
import type { Fault, FolderSlice, FolderTask, WalkResult, WalkRules, WalkTask } from './tasks.ts';

/** A folder with more files than this is shared out, so that one huge folder does not keep all workers but one idle. */
const filesPerTask = 1024;
/** Files between two signs of life. */
const filesPerBreath = 16;
/** What looking at a file takes from a disk, beside its content: an inode. */
const bytesPerLook = 256;
const dot = 46;

export async function walkFolders(task: WalkTask): Promise<WalkResult> {
  const { rules } = task;
  const reader = rules.readUpTo < 0 ? undefined : await PartReader.of(rules.algorithm, { kind: 'whole' });
  const walk = new Walk(rules, await globsOf(rules), reader);
  const pending = [...task.folders];
  // Depth first: the list of folders to come stays short, and neighbours on the disk stay together.
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    walk.enter(folder, pending);
    if (walk.entries >= task.budget) break;
  }
  const { rows, faults } = walk;
  return {
    kind: 'walk',
    slices: rows.slices,
    ...rows.columns(),
    unfinished: pending,
    faults,
    bytes: reader?.bytes ?? 0,
  };
}

/** A folder that is open. */
interface Entered extends Omit<FolderSlice, 'dev' | 'files'> {
  readonly handle: number;
  readonly prefix: string;
}

const listing = new Listing();
class Walk {
  readonly rows: FileRows;
  readonly faults: Fault<string>[] = [];
  entries = 0;
  readonly #calls: FileCalls = fileCalls();
  readonly #rules: WalkRules;
  readonly #globs: Globs | undefined;
  readonly #reader: PartReader | undefined;
  readonly #rootFolders: ReadonlySet<string>;
  /** The file before was small: this one is opened at once, and not looked at first. */
  #expectSmall: boolean;
  #looked = 0;
  /** Of the file that was visited last; good until the next. */
  #digest: Uint8Array | undefined;

  constructor(rules: WalkRules, globs: Globs | undefined, reader: PartReader | undefined) {
    this.#rules = rules;
    this.#globs = globs;
    this.#reader = reader;
    this.#expectSmall = rules.readUpTo >= 0;
    this.#rootFolders = new Set(rules.roots.map((root) => `${root.dev}:${root.ino}`));
    this.rows = rowsFor(digestBytes[rules.algorithm]);
  }

  /** Adds the files of a folder to the rows and its folders to `pending`. */
  enter(task: FolderTask, pending: FolderTask[]): void {
    const { path, root, names } = task;
    const calls = this.#calls;
    let handle = -1;
    try {
      const givenByName = path === this.#rules.roots[root]?.path;
      handle = checked(calls.openFolder(path, names === undefined ? 'list' : 'pass', givenByName));
      checked(calls.stat(handle));
      const { dev: folderDev, ino: folderIno } = calls.state;
      if (task.judged !== true && !this.#isEntered(root, folderDev, folderIno)) return;
      const prefix = path.endsWith('/') ? path : `${path}/`;
      const folder: Entered = { path, root, folderDev, folderIno, handle, prefix };
      if (names === undefined) this.#visitListed(folder, pending);
      else this.#visitNamed(folder, names);
    } catch (error) {
      this.#fail(path, error);
    } finally {
      if (handle >= 0) calls.close(handle);
    }
  }

  #isEntered(root: number, dev: bigint, ino: bigint): boolean {
    if (this.#rules.oneFileSystem && dev !== this.#rules.roots[root]?.dev) return false;
    // A root inside another is walked once, as the root that it is.
    return !this.#rootFolders.has(`${dev}:${ino}`);
  }

  #visitListed(folder: Entered, pending: FolderTask[]): void {
    listing.clear();
    const result = this.#calls.list(folder.handle, listing);
    const files = this.#sortOut(folder, pending);
    this.entries += files.length + 1;
    let rest = files.length;
    for (; rest > filesPerTask; rest -= filesPerTask) {
      const names = listing.namesOf(files.subarray(rest - filesPerTask, rest));
      pending.push({ path: folder.path, root: folder.root, judged: true, names });
    }
    this.#visitAll(
      folder,
      listing.names,
      files.subarray(0, rest).map((entry) => listing.start(entry)),
    );
    checked(result);
  }

  #visitNamed(folder: Entered, names: Uint8Array): void {
    const starts: number[] = [];
    for (let start = 0; start < names.length; start = names.indexOf(0, start) + 1) starts.push(start);
    this.entries += starts.length + 1;
    this.#visitAll(folder, names, starts);
  }

  /** The entries that are files; folders go to `pending`. */
  #sortOut(folder: Entered, pending: FolderTask[]): Uint32Array {
    const files = new Uint32Array(listing.count);
    let count = 0;
    for (let entry = 0; entry < listing.count; entry += 1) {
      if (this.#isLeftOut(entry)) continue;
      const kind = listing.kind(entry);
      if (kind === fileKinds.file) files[count++] = entry;
      else if (kind === fileKinds.folder) this.#find(folder, entry, pending);
      else if (kind === fileKinds.unknown) {
        if (this.#calls.statAt(folder.handle, listing.names, listing.start(entry)) < 0) files[count++] = entry;
        else if (this.#calls.state.kind === fileKinds.file) files[count++] = entry;
        else if (this.#calls.state.kind === fileKinds.folder) this.#find(folder, entry, pending);
      }
    }
    return listing.byInode(files.subarray(0, count));
  }

  #isLeftOut(entry: number): boolean {
    if (!this.#rules.hidden && listing.names[listing.start(entry)] === dot) return true;
    return listing.endsWith(entry, partEnding) && isPartName(listing.name(entry));
  }

  #find(parent: Entered, entry: number, pending: FolderTask[]): void {
    const path = parent.prefix + listing.name(entry);
    if (this.#globs?.folder(this.#belowRoot(parent, path)) === false) return;
    pending.push({ path, root: parent.root });
  }

  #visitAll(folder: Entered, names: Uint8Array, starts: Uint32Array | readonly number[]): void {
    const { path, root, folderDev, folderIno } = folder;
    const slice = { path, root, folderDev, folderIno };
    const { state } = this.#calls;
    let dev = folderDev;
    if (this.#expectSmall && coldGauge().isCold(this.#lookedAt())) this.#readAhead(folder, names, starts);
    for (let index = 0; index < starts.length; index += 1) {
      if (index % filesPerBreath === 0) alive();
      const start = starts[index] ?? 0;
      if (!this.#tryVisit(folder, names, start)) continue;
      if (state.dev !== dev) this.rows.endSlice(slice, dev);
      dev = state.dev;
      this.rows.add(names, start, state, this.#digest);
    }
    this.rows.endSlice(slice, dev);
  }

  /**
   * From a disk, files come many times sooner if they are all asked for before the first is waited for: it has much to do at
   * once then, and neighbours become one read. Opened anew they are at hand.
   */
  #readAhead({ handle }: Entered, names: Uint8Array, starts: Uint32Array | readonly number[]): void {
    const calls = this.#calls;
    if (!calls.readsAhead) return;
    for (let index = 0; index < starts.length; index += 1) {
      if (index % filesPerBreath === 0) alive();
      const file = calls.openFile(handle, names, starts[index] ?? 0);
      if (file < 0) continue;
      calls.readAhead(file, 0, this.#rules.readUpTo);
      calls.close(file);
    }
  }

  /** What was looked at since the last call, in bytes. */
  #lookedAt(): number {
    const before = this.#looked;
    this.#looked = (this.#reader?.bytes ?? 0) + this.rows.count * bytesPerLook;
    return this.#looked - before;
  }

  #tryVisit(folder: Entered, names: Uint8Array, start: number): boolean {
    this.#digest = undefined;
    try {
      if (this.#globs?.file(this.#belowRoot(folder, pathOf(folder, names, start))) === false) return false;
      return this.#visit(folder.handle, names, start);
    } catch (error) {
      this.#fail(pathOf(folder, names, start), error);
      return false;
    }
  }

  /** @returns whether it joins the scan: what it is stands in `state`, and in `#digest` what it holds, if it was read */
  #visit(folder: number, names: Uint8Array, start: number): boolean {
    if (!this.#expectSmall) {
      if (!this.#look(folder, names, start)) return false;
      if (!this.#isReadNow()) return true;
      this.#expectSmall = true;
    }
    const calls = this.#calls;
    const file = calls.openFile(folder, names, start);
    // What cannot be opened can still be looked at; whether it has to be read at all is not known yet.
    if (file < 0) return this.#look(folder, names, start);
    try {
      checked(calls.stat(file));
      if (!this.#joins()) return false;
      this.#expectSmall = this.#isReadNow();
      if (this.#expectSmall) this.#digest = this.#reader?.read(file, calls.state.size);
      return true;
    } finally {
      calls.close(file);
    }
  }

  #look(folder: number, names: Uint8Array, start: number): boolean {
    checked(this.#calls.statAt(folder, names, start));
    return this.#joins();
  }

  #joins(): boolean {
    const { kind, size } = this.#calls.state;
    return kind === fileKinds.file && size >= this.#rules.minSize && size <= this.#rules.maxSize;
  }

  /** An inode with many names is read once, when all of them are known. */
  #isReadNow(): boolean {
    const { size, linked } = this.#calls.state;
    return size <= this.#rules.readUpTo && !linked;
  }

  #belowRoot({ root }: Entered, path: string): string {
    const rootPath = this.#rules.roots[root]?.path ?? '';
    return path.slice(rootPath.endsWith('/') ? rootPath.length : rootPath.length + 1);
  }

  #fail(path: string, error: unknown): void {
    const code = error instanceof FileChanged ? 'CHANGED' : errorCode(error);
    this.faults.push({ at: path, code, message: reasonOf(error) });
  }
}

function pathOf({ prefix }: Entered, names: Uint8Array, start: number): string {
  const bytes = Buffer.from(names.buffer, names.byteOffset, names.byteLength);
  return prefix + bytes.toString('latin1', start, bytes.indexOf(0, start));
}
