import { lstatSync, type StatsFs, statfsSync } from 'node:fs';
import { formatBytes } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import { diskFailure, TransferFailure } from '../failure.ts';

/** Left free for the catalogue and for everybody else: so much, and of a small disk a share. */
const [mostReserve, reserveShare] = [8 * 2 ** 20, 1 / 16];
const freshMs = 250;
/** Asked again after so many bytes of one transfer. */
export const spaceCheckBytes = 32 * 2 ** 20;

/** In bytes: what can be written, and how much of that is left to others. */
interface Space {
  free: number;
  readonly reserve: number;
}

const known = new Map<string, Space & { readonly at: number }>();

/**
 * @param instead name of a file there that gives way to the bytes, should there be one
 * @throws TransferFailure where `bytes` more do not fit beside a small reserve. What is large does not fit alone; where
 * not even a little does, nothing else would.
 */
export function requireSpace(dir: string, bytes: number, instead?: string): void {
  // What was found a moment ago may refuse nothing: the system is asked again first.
  if (bytes === 0 || fits(dir, bytes, freshMs) || fits(dir, bytes, 0)) return;
  const given = instead === undefined ? 0 : givenBy(`${dir}/${instead}`);
  if (given > 0 && fits(dir, Math.max(0, bytes - given), 0)) return;
  const { free, reserve } = spaceIn(dir);
  const needed = `${formatBytes(bytes)} are needed, ${formatBytes(free)} are free, of which ${formatBytes(reserve)} stay so`;
  const retry = bytes > spaceCheckBytes ? 'never' : 'folder';
  throw new TransferFailure(`${makeVisible(dir)}: no space left on the device: ${needed}`, retry);
}

function fits(dir: string, bytes: number, maxAgeMs: number): boolean {
  const now = performance.now();
  let entry = known.get(dir);
  if (entry === undefined || now - entry.at >= maxAgeMs) {
    entry = { at: now, ...spaceIn(dir) };
    known.set(dir, entry);
  }
  if (entry.free - entry.reserve < bytes) return false;
  // Promised: until the system is asked again, others get what is left.
  entry.free -= bytes;
  return true;
}

/** Bytes of the disk that come back when the file loses this name. */
function givenBy(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.nlink === 1 ? stat.blocks * 512 : 0;
}

function spaceIn(dir: string): Space {
  try {
    return spaceOf(statfsSync(dir));
  } catch (error) {
    throw diskFailure(error, dir);
  }
}

/** statfs(2): some file systems, of the network or in user space, do not say how large they are. */
export function spaceOf({ blocks, bavail, bsize }: Pick<StatsFs, 'blocks' | 'bavail' | 'bsize'>): Space {
  if (blocks === 0) return { free: Number.POSITIVE_INFINITY, reserve: 0 };
  return { free: bavail * bsize, reserve: Math.min(mostReserve, blocks * bsize * reserveShare) };
}

// linux/magic.h: what is in memory alone cannot be synced, and need not be.
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);
const types = new Map<string, boolean>();

/** @throws TransferFailure where the folder is not to be reached any more */
export function isInMemory(dir: string): boolean {
  let answer = types.get(dir);
  if (answer === undefined) {
    answer = isOfMemory(dir);
    types.set(dir, answer);
  }
  return answer;
}

function isOfMemory(dir: string): boolean {
  try {
    return inMemory.has(statfsSync(dir).type);
  } catch (error) {
    throw diskFailure(error, dir);
  }
}
