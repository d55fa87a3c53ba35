/**
 * How many readers a scan should have. Cores are busy while the page cache answers; on a cold disk readers wait, and more
 * of them keep more requests in flight. What tells is the processor time of this process against the wall clock.
 */
export interface GaugeReading {
  /** Milliseconds of the wall clock. */
  readonly wallMs: number;
  /** Milliseconds of processor time, all threads. */
  readonly cpuMs: number;
  /** Blocks that really came from a disk (getrusage(2), ru_inblock); network file systems do not count. */
  readonly blocksRead: number;
}

/** Shorter stretches say little. */
const leastMs = 40;
/** Below this share of the cores the readers are waiting. */
const busyShare = 0.55;

/** Of 512 bytes; a few stray ones come even from a warm cache. */
const leastBlocks = 64;

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
  // Where nothing came from a disk, others have the cores: more readers would only crowd them further.
  return share < busyShare && now.blocksRead - before.blocksRead >= leastBlocks ? Math.min(most, readers * 2) : readers;
}

export function readGauge(): GaugeReading {
  const { userCPUTime, systemCPUTime, fsRead } = process.resourceUsage();
  return {
    wallMs: performance.now(),
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    blocksRead: fsRead,
  };
}
