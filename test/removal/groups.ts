/** Files and groups as a scan reports them, for trees that tests have made. */
import { closeSync, constants, lstatSync, openSync, readFileSync } from 'node:fs';
import { type BytePath, toFs } from '../../src/base/byte-path.ts';
import type { DuplicateGroup, ScannedFile } from '../../src/duplicates/types.ts';

export function scanned(path: BytePath, extra: Partial<ScannedFile> = {}): ScannedFile {
  const { dev, ino, size, mtimeNs, ctimeNs } = lstatSync(toFs(path), { bigint: true });
  return { path, dev, ino, size: Number(size), mtimeNs, ctimeNs, reference: false, links: [], ...extra };
}

/** Groups as a scan reports them: equal content, at least two inodes, further names as links. */
export function groupsOf(paths: readonly BytePath[], smallest = 0): readonly DuplicateGroup[] {
  const byInode = new Map<string, ScannedFile>();
  for (const path of paths) {
    const file = scanned(path);
    const key = `${file.dev}:${file.ino}`;
    const known = byInode.get(key);
    byInode.set(key, known === undefined ? file : { ...known, links: [...known.links, path] });
  }
  const groups = Map.groupBy(byInode.values(), (file) => readContent(file.path));
  return [...groups.values()]
    .filter((files) => files.length > 1 && (files[0]?.size ?? 0) >= smallest)
    .map((files) => ({ size: files[0]?.size ?? 0, hash: '', files }));
}

/** One character a byte; leaves the access time alone. */
export function readContent(path: BytePath): string {
  const fd = openSync(toFs(path), constants.O_RDONLY | (constants.O_NOATIME ?? 0));
  try {
    return readFileSync(fd, 'latin1');
  } finally {
    closeSync(fd);
  }
}
