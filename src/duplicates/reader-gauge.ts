/**
 * How many readers a scan should have. Cores are busy while the page cache answers; on a cold disk readers wait, and more
 * of them keep more requests in flight. What tells is the processor time of this process against the wall clock.
 */
import { unreachable } from '../base/errors.ts';
import type { HashResult } from './tasks.ts';

export interface GaugeReading {
  /** Milliseconds of the wall clock. */
  readonly wallMs: number;
  /** Milliseconds of processor time, all threads. */
  readonly cpuMs: number;
  /** Blocks that really came from a disk (getrusage(2), ru_inblock); network file systems do not count. */
  readonly blocksRead: number;
  /** What the readers have looked at, in bytes; see `workOf`. */
  readonly workBytes: number;
}

/** Shorter stretches say little. */
const leastMs = 40;
/** Below this share of the cores the readers are waiting. */
const busyShare = 0.55;

const blockBytes = 512;
/** Fewer are stray ones. */
const leastBlocks = 64;
/** Of the work: a warm cache still reads a stray block here and there, a cold one nearly everything. */
const coldShare = 0.25;
/** What looking at a file takes from the disk, beside its content: an inode. */
const bytesPerLook = 256;

export interface ReaderLimits {
  readonly cores: number;
  readonly most: number;
}

/** @returns the number of readers to go on with after the stretch between two readings; undefined: too early to tell */
export function nextReaders(
  readers: number,
  before: GaugeReading,
  now: GaugeReading,
  { cores, most }: ReaderLimits,
): number | undefined {
  const wallMs = now.wallMs - before.wallMs;
  if (wallMs < leastMs) return undefined;
  const share = (now.cpuMs - before.cpuMs) / (wallMs * Math.min(cores, readers));
  const blocks = now.blocksRead - before.blocksRead;
  const cold = blocks >= leastBlocks && blocks * blockBytes > (now.workBytes - before.workBytes) * coldShare;
  // Where the work did not come from a disk, others have the cores: more readers would only crowd them further.
  return share < busyShare && cold ? Math.min(most, readers * 2) : readers;
}

/** The work that a result stands for, in bytes. */
export function workOf(result: HashResult): number {
  switch (result.kind) {
    case 'walk':
      return result.bytes + result.flags.length * bytesPerLook;
    case 'read':
    case 'compare':
      return result.bytes;
    case 'confirm':
      return 0;
    default:
      return unreachable(result);
  }
}

export function readGauge(workBytes: number): GaugeReading {
  const { userCPUTime, systemCPUTime, fsRead } = process.resourceUsage();
  return {
    wallMs: performance.now(),
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    blocksRead: fsRead,
    workBytes,
  };
}
