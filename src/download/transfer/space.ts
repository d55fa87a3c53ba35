import { statfsSync } from 'node:fs';
import { formatBytes } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import { diskFailure, TransferFailure } from '../failure.ts';

/** Left free for the catalogue and for everybody else. */
export const reserve = 8 * 2 ** 20;
const freshMs = 250;
/** Asked again after so many bytes of one transfer. */
export const spaceCheckBytes = 32 * 2 ** 20;

const known = new Map<string, { at: number; free: number }>();

/**
 * @throws TransferFailure where `bytes` more do not fit beside a small reserve. What is large does not fit alone; where
 * not even a little does, nothing else would.
 */
export function requireSpace(dir: string, bytes: number): void {
  // What was found a moment ago may refuse nothing: the system is asked again first.
  if (bytes === 0 || fits(dir, bytes, freshMs) || fits(dir, bytes, 0)) return;
  const free = Math.max(0, (known.get(dir)?.free ?? 0) - reserve);
  const needed = `${formatBytes(bytes)} are needed, ${formatBytes(free)} are free`;
  const retry = bytes > spaceCheckBytes ? 'never' : 'folder';
  throw new TransferFailure(`${makeVisible(dir)}: no space left on the device: ${needed}`, retry);
}

function fits(dir: string, bytes: number, maxAgeMs: number): boolean {
  const now = performance.now();
  let entry = known.get(dir);
  if (entry === undefined || now - entry.at >= maxAgeMs) {
    entry = { at: now, free: freeBytes(dir) };
    known.set(dir, entry);
  }
  if (entry.free - reserve < bytes) return false;
  // Promised: until the system is asked again, others get what is left.
  entry.free -= bytes;
  return true;
}

function freeBytes(dir: string): number {
  try {
    const { blocks, bavail, bsize } = statfsSync(dir);
    // statfs(2): some file systems, of the network or in user space, do not say how large they are.
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  } catch (error) {
    throw diskFailure(error, dir);
  }
}

// linux/magic.h: what is in memory alone cannot be synced, and need not be.
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);
const types = new Map<string, boolean>();

export function isInMemory(dir: string): boolean {
  let answer = types.get(dir);
  if (answer === undefined) {
    answer = inMemory.has(statfsSync(dir).type);
    types.set(dir, answer);
  }
  return answer;
}
