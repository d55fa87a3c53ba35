/**
 * The memory that the cgroup of this process leaves it. Both hierarchies are read: v1 (Documentation/admin-guide/
 * cgroup-v1/memory.rst) and v2 (cgroup-v2.rst); a machine may mount both. A limit binds everything below it, so each
 * folder from ours up to the mount counts, and the tightest one decides.
 */
import { posix } from 'node:path';
import { type KeptFile, keepFile } from './kept-file.ts';

export interface CgroupMemory {
  /** Bytes. */
  readonly limit: number;
  /** Without the page cache that the kernel would give back under pressure. */
  readonly used: number;
}

/** Where a hierarchy with a memory controller is, for this process. */
export interface CgroupPlace {
  readonly version: 1 | 2;
  readonly mountPoint: string;
  /** Our folder in it, at or below the mount point. */
  readonly folder: string;
}

interface FileNames {
  readonly limit: string;
  readonly usage: string;
  /** Reclaimable at once, from memory.stat; both count the whole subtree. */
  readonly reclaimable: RegExp;
}

const fileNames: Readonly<Record<CgroupPlace['version'], FileNames>> = {
  1: {
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
    reclaimable: /^total_(?:inactive|active)_file (\d+)$/gm,
  },
  2: {
    limit: 'memory.max',
    usage: 'memory.current',
    reclaimable: /^(?:(?:inactive|active)_file|slab_reclaimable) (\d+)$/gm,
  },
};

/** v1 writes "no limit" as the largest multiple of a page; nothing real comes near. */
const noLimit = 2 ** 60;

/**
 * @param membership /proc/self/cgroup: `hierarchy:controllers:path`, a line each
 * @param mounts /proc/self/mountinfo (proc_pid_mountinfo(5))
 */
export function findCgroups(membership: string, mounts: string): CgroupPlace[] {
  const places: CgroupPlace[] = [];
  for (const line of membership.split('\n')) {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, controllers = '', path = '/'] = match;
    if (controllers !== '' && !controllers.split(',').includes('memory')) continue;
    const version = controllers === '' ? 2 : 1;
    const mount = findMount(mounts, version);
    if (mount === undefined) continue;
    places.push({ version, mountPoint: mount.point, folder: folderBelow(mount, path) });
  }
  return places;
}

interface Mount {
  /** The part of the hierarchy that is mounted: `/`, or a container's own path where the rest is hidden. */
  readonly root: string;
  readonly point: string;
}

function findMount(mounts: string, version: 1 | 2): Mount | undefined {
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '/', point = ''] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    const found = version === 2 ? type === 'cgroup2' : type === 'cgroup' && options.split(',').includes('memory');
    if (found && point !== '') return { root: unescapeOctal(root), point: unescapeOctal(point) };
  }
  return undefined;
}

function folderBelow(mount: Mount, path: string): string {
  const relative = posix.relative(mount.root, path);
  // A path outside what is mounted is another namespace's name for the mount itself.
  return relative.startsWith('..') ? mount.point : posix.join(mount.point, relative);
}

/** Spaces, tabs, newlines and backslashes stand as octal numbers there. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The folder and all above it, up to the mount point. */
export function lineage(place: CgroupPlace): string[] {
  const folders = [place.folder];
  let folder = place.folder;
  while (folder !== place.mountPoint && folder !== '/') {
    folder = posix.dirname(folder);
    folders.push(folder);
  }
  return folders;
}

interface Level {
  readonly limit: KeptFile;
  readonly usage: KeptFile;
  readonly stat: KeptFile;
  readonly reclaimable: RegExp;
}

/** Reads the limits that bind this process, now and later; a limit may be changed while it runs. */
export class CgroupReader {
  readonly #levels: readonly Level[];

  constructor(places: readonly CgroupPlace[]) {
    const levels = places.flatMap((place) =>
      lineage(place).map((folder) => {
        const { limit, usage, reclaimable } = fileNames[place.version];
        const file = (name: string): KeptFile => keepFile(posix.join(folder, name));
        return { limit: file(limit), usage: file(usage), stat: file('memory.stat'), reclaimable };
      }),
    );
    // The root of a hierarchy has no limit, and a v2 mount without the memory controller has no files at all.
    this.#levels = levels.filter(({ limit }) => limit.read() !== undefined);
  }

  /** The level that leaves least; undefined where no limit binds. */
  read(): CgroupMemory | undefined {
    let tightest: CgroupMemory | undefined;
    for (const level of this.#levels) {
      const limit = Number.parseInt(level.limit.read() ?? '', 10); // "max" is no number
      if (!(limit < noLimit)) continue;
      const memory = { limit, used: usedBy(level) };
      if (tightest === undefined || room(memory) < room(tightest)) tightest = memory;
    }
    return tightest;
  }

  close(): void {
    for (const { limit, usage, stat } of this.#levels) for (const file of [limit, usage, stat]) file.close();
  }
}

function usedBy(level: Level): number {
  const usage = Number.parseInt(level.usage.read() ?? '0', 10);
  let reclaimable = 0;
  for (const [, bytes] of (level.stat.read() ?? '').matchAll(level.reclaimable)) reclaimable += Number(bytes);
  return Math.max(0, usage - reclaimable);
}

function room({ limit, used }: CgroupMemory): number {
  return limit - used;
}
