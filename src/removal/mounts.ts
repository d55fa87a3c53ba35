/**
 * Which mount a folder is on. A device number is not enough: a bind mount has that of its source, and rename(2) does not
 * cross it (EXDEV).
 */
import { readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { type BytePath, dirName, fromBytes, toFs } from '../base/byte-path.ts';
import type { Folder } from './folder.ts';

export interface Mount {
  /** Equal for two folders between which a rename can work. */
  readonly id: string;
  readonly topFolder: BytePath;
}

export function mountOf(folder: Folder): Mount {
  const id = process.platform === 'linux' ? mountId(folder.fd) : undefined;
  const topFolder = id === undefined ? undefined : mountPoint(id);
  if (id !== undefined && topFolder !== undefined) return { id, topFolder };
  return { id: `dev ${folder.dev}`, topFolder: highestOnDevice(realPathOf(folder), folder.dev) };
}

/** The folder's path without links, as bytes. */
export function realPathOf({ fd, path }: Pick<Folder, 'fd' | 'path'>): BytePath {
  try {
    return fromBytes(readlinkSync(`/proc/self/fd/${fd}`, { encoding: 'buffer' }));
  } catch {
    return fromBytes(realpathSync.native(toFs(path), { encoding: 'buffer' }));
  }
}

/** proc_pid_fdinfo(5). */
function mountId(fd: number): string | undefined {
  try {
    return /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}

/** proc_pid_mountinfo(5): mount ID, parent ID, major:minor, root, mount point with octal escapes. */
function mountPoint(id: string): BytePath | undefined {
  for (const line of readFileSync('/proc/self/mountinfo', 'latin1').split('\n')) {
    const fields = line.split(' ');
    if (fields[0] !== id || fields[4] === undefined) continue;
    return fields[4].replace(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    ) as BytePath;
  }
  return undefined;
}

function highestOnDevice(path: BytePath, dev: bigint): BytePath {
  let top = path;
  while (top !== '/') {
    const parent = dirName(top);
    if (statSync(toFs(parent), { bigint: true }).dev !== dev) break;
    top = parent;
  }
  return top;
}
