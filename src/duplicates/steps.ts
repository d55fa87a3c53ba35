/** Bytes at which a scan goes over from one step of comparing to the next; see compare-files.ts. */
export interface Steps {
  /** Up to here a file is read in the visit that finds it. */
  readonly wholeAtOnce: number;
  readonly headBytes: number;
  /** From here on samples are taken behind the head. */
  readonly probeFrom: number;
  readonly probeBytes: number;
  /** What is compared at once: large enough to make system calls rare, small enough for two to stay in a core's cache. */
  readonly block: number;
  /** How far files are compared in one task, at first and later on: bounds what is read behind a pause or a stop. */
  readonly firstRange: number;
  readonly laterRange: number;
  /** Files of one set that are open at once. */
  readonly filesAtOnce: number;
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

export const defaultSteps: Steps = {
  wholeAtOnce: 16 * kilobyte,
  headBytes: 4 * kilobyte,
  probeFrom: 256 * kilobyte,
  probeBytes: 4 * kilobyte,
  block: 128 * kilobyte,
  firstRange: 8 * megabyte,
  laterRange: 32 * megabyte,
  filesAtOnce: 32,
};
