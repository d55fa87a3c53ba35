/** The walk, as the scan steers it: folders are handed out until none is left. */
import { statSync } from 'node:fs';
import { baseName, dirName, toFs } from '../base/byte-path.ts';
import { errorCode, reasonOf } from '../base/errors.ts';
import type { Crew } from './crew.ts';
import type { FileTable } from './file-table.ts';
import type { Fault, FolderSlice, FolderTask, WalkResult, WalkRules } from './tasks.ts';
import type { ScanOptions } from './types.ts';

export interface WalkReport {
  /** Called after each task, with the files and folders that it added. */
  onFound(files: number, bytes: number, folders: number): void;
  onRead(bytes: number): void;
  onFaults(faults: readonly Fault<string>[]): void;
}

/** While few folders are known, tasks are kept small so that every worker soon has one. */
const smallBudget = 64;
const fullBudget = 1024;
const foldersPerTask = 64;

/** Fills `table` with every file that joins the scan. Resolves when the trees are walked. */
export async function findFiles(
  options: ScanOptions,
  readUpTo: number,
  crew: Crew,
  table: FileTable,
  report: WalkReport,
): Promise<void> {
  const { folders, faults, rules } = resolveRoots(options, readUpTo);
  report.onFaults(faults);
  const seen = new SeenFolders();
  const pending: FolderTask[] = folders;
  const running = new Set<Promise<void>>();
  const take = (result: WalkResult): void => {
    const before = table.count;
    table.append(result, (slice) => seen.reachedOtherwise(slice));
    pending.push(...result.unfinished);
    if (result.faults.length > 0) report.onFaults(result.faults);
    let bytes = 0;
    for (let file = before; file < table.count; file += 1) bytes += table.size(file);
    report.onRead(result.bytes);
    report.onFound(table.count - before, bytes, result.slices.length);
  };

  while (pending.length > 0 || running.size > 0) {
    while (pending.length > 0 && crew.waiting < 2) {
      const scarce = pending.length < foldersPerTask;
      const share = scarce ? Math.ceil(pending.length / 4) : foldersPerTask;
      const task = {
        kind: 'walk',
        folders: pending.splice(-share),
        rules,
        budget: scarce ? smallBudget * 4 : fullBudget,
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
}

/**
 * Roots as they are: links given by name are followed, a folder given twice counts once, a reference before a plain root.
 * The roots of the rules are in the order of the options, references last.
 */
function resolveRoots(
  options: ScanOptions,
  readUpTo: number,
): { folders: FolderTask[]; faults: Fault<string>[]; rules: WalkRules } {
  const faults: Fault<string>[] = [];
  const folders: FolderTask[] = [];
  const known = new Set<string>();
  const given = [...options.roots, ...options.reference];
  const roots: { path: string; dev: bigint; ino: bigint }[] = [];
  for (const path of given) roots.push({ path, dev: 0n, ino: 0n });
  const referencesFirst = [...given.keys()].sort(
    (a, b) => Number(b >= options.roots.length) - Number(a >= options.roots.length) || a - b,
  );

  for (const index of referencesFirst) {
    const path = given[index];
    if (path === undefined) continue;
    try {
      const found = statSync(toFs(path), { bigint: true });
      const identity = `${found.dev}:${found.ino}`;
      if (known.has(identity)) continue;
      known.add(identity);
      if (found.isDirectory()) {
        roots[index] = { path, dev: found.dev, ino: found.ino };
        folders.push({ path, dev: found.dev, ino: found.ino, root: index });
      } else if (found.isFile()) {
        const folder = statSync(toFs(dirName(path)), { bigint: true });
        roots[index] = { path: dirName(path), dev: found.dev, ino: 0n };
        folders.push({ path: dirName(path), dev: folder.dev, ino: folder.ino, root: index, names: baseName(path) });
      } else {
        faults.push({ at: path, code: 'ENOTDIR', message: 'neither a folder nor a regular file' });
      }
    } catch (error) {
      faults.push({ at: path, code: errorCode(error), message: reasonOf(error) });
    }
  }
  const { minSize, maxSize = Number.MAX_SAFE_INTEGER, include, exclude, hidden, oneFileSystem, algorithm } = options;
  // Depth first takes the last one first.
  folders.reverse();
  return {
    folders,
    faults,
    rules: { roots, minSize, maxSize, include, exclude, hidden, oneFileSystem, algorithm, readUpTo },
  };
}

/** Bind mounts show one folder under two paths: the path that came first has it. */
class SeenFolders {
  readonly #paths = new Map<string, string>();

  reachedOtherwise({ folderDev, folderIno, path }: FolderSlice): boolean {
    const identity = `${folderDev}:${folderIno}`;
    const first = this.#paths.get(identity);
    if (first === undefined) this.#paths.set(identity, path);
    return first !== undefined && first !== path;
  }
}
