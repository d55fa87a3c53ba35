/** The walk, as the scan steers it: folders are handed out until none is left. */
import type { Crew } from './crew.ts';
import { type FileTable, folderKey } from './file-table.ts';
import type { Fault, FolderSlice, WalkResult, WalkTask } from './tasks.ts';

export interface WalkReport {
  /** Called after each task, with the files and folders that it added. */
  onFound(files: number, bytes: number, folders: number): void;
  onRead(bytes: number): void;
  /** Files of one folder, `slice.files` of them from number `first` on, are in the table. */
  onSlice(slice: FolderSlice, first: number): void;
  onFaults(faults: readonly Fault<string>[]): void;
}

/** While few folders are known, tasks are kept small so that every worker soon has one. */
const smallBudget = 64;
const fullBudget = 1024;
const foldersPerTask = 64;

export interface Trees extends Pick<WalkTask, 'folders' | 'rules'> {
  isReference(root: number): boolean;
}

/** Fills `table` with every file that joins the scan. Resolves when the trees are walked. */
export async function findFiles(
  { folders, rules, isReference }: Trees,
  crew: Crew,
  table: FileTable,
  report: WalkReport,
): Promise<void> {
  const seen = new SeenFolders({ rules, isReference });
  const pending = [...folders];
  const running = new Set<Promise<void>>();
  let found = 0;
  const take = (result: WalkResult): void => {
    const before = table.count;
    table.append(result, (slice) => seen.reachedOtherwise(slice), report.onSlice);
    pending.push(...result.unfinished);
    if (result.faults.length > 0) report.onFaults(result.faults);
    let bytes = 0;
    for (let file = before; file < table.count; file += 1) bytes += table.size(file);
    report.onRead(result.bytes);
    report.onFound(table.count - before, bytes, result.slices.length);
    found += bytes;
    crew.expect({ files: table.count, bytes: found, folders: pending.length });
  };

  while (pending.length > 0 || running.size > 0) {
    while (pending.length > 0 && crew.waiting < 2) {
      const scarce = pending.length < foldersPerTask;
      const share = scarce ? Math.ceil(pending.length / 4) : foldersPerTask;
      const task = {
        kind: 'walk',
        folders: pending.splice(-share),
        rules,
        budget: scarce ? smallBudget * Math.min(4, pending.length + 1) : fullBudget,
      } as const;
      const done: Promise<void> = crew
        .run(() => task)
        .then((result) => {
          running.delete(done);
          take(result);
        });
      running.add(done);
    }
    await Promise.race(running);
  }
  table.assignRoots(seen.references);
}

/** Bind mounts show one folder under two paths: the path that came first has it; a reference it is by either. */
class SeenFolders {
  /** The root among the references of folders that were first reached from another. */
  readonly references = new Map<string, number>();
  readonly #paths = new Map<string, string>();
  readonly #trees: Pick<Trees, 'rules' | 'isReference'>;

  constructor(trees: Pick<Trees, 'rules' | 'isReference'>) {
    this.#trees = trees;
  }

  reachedOtherwise(slice: FolderSlice): boolean {
    const { path, root } = slice;
    // A file that was given by name says nothing of its folder, and may spell its path in a way of its own.
    if (this.#trees.rules.roots[root]?.ino === 0n) return false;
    const key = folderKey(slice);
    const first = this.#paths.get(key);
    if (first === undefined) this.#paths.set(key, path);
    if (first === undefined || first === path) return false;
    if (this.#trees.isReference(root)) this.references.set(key, root);
    return true;
  }
}
