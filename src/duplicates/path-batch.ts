import { type BytePath, toFs } from '../base/byte-path.ts';
import { alive } from '../orchestrator/alive.ts';
import { withShortPath } from './long-path.ts';
import type { PathBatch } from './tasks.ts';

/** Beyond this a path may exceed PATH_MAX once its name is added. */
const safeFolderLength = 4095 - 256;
const ascii = /^[\x00-\x7f]*$/;

/**
 * Calls `visit` with each path of a batch, in a form that node:fs takes, and its place. Whether a conversion is needed
 * is asked once a folder and not once a file.
 */
export function forEachPath(batch: PathBatch, visit: (path: string | Buffer, index: number) => void): void {
  let index = 0;
  for (const [place, folder] of batch.folders.entries()) {
    const names = batch.names[place] ?? '';
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    const long = folder.length > safeFolderLength;
    const plain = !long && ascii.test(names) && ascii.test(folder);
    for (const name of names.split('\0')) {
      alive();
      const path = prefix + name;
      if (plain) visit(path, index);
      else if (long) withLong(path, index, visit);
      else visit(toFs(path as BytePath), index);
      index += 1;
    }
  }
}

function withLong(path: string, index: number, visit: (path: string | Buffer, index: number) => void): void {
  try {
    withShortPath(path, (short) => visit(short, index));
  } catch {
    // A folder on the way is gone: the plain path gives the visitor the error it has to report.
    visit(toFs(path as BytePath), index);
  }
}

/** Collects paths into a batch; consecutive files of one folder share its entry. */
export class PathBatchBuilder {
  readonly folders: string[] = [];
  readonly #names: string[][] = [];
  #last: unknown;

  /** @param key the same for files of the same folder. Returns true where a new folder was begun. */
  add(key: unknown, folder: string, name: string): boolean {
    const fresh = key !== this.#last || this.folders.length === 0;
    if (fresh) {
      this.#last = key;
      this.folders.push(folder);
      this.#names.push([]);
    }
    this.#names.at(-1)?.push(name);
    return fresh;
  }

  build(): PathBatch {
    return { folders: this.folders, names: this.#names.map((names) => names.join('\0')) };
  }
}
