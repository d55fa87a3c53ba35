/**
 * The two constants without which /proc cannot be read: what a clock tick and a page are here. sysconf(3) has them from
 * the auxiliary vector, and so do we; getconf(1) would be a fork.
 */
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

export interface KernelConstants {
  /** Of utime, stime and starttime; 100 nearly everywhere. */
  readonly ticksPerSecond: number;
  /** Bytes; 4,096 mostly, 16,384 or 65,536 on some arm64 and ppc64 kernels. */
  readonly pageSize: number;
}

// getauxval(3), linux/auxvec.h
const endOfVector = 0;
const pageSizeEntry = 6;
const clockTicksEntry = 17;

const usual: KernelConstants = { ticksPerSecond: 100, pageSize: 4096 };

export function parseAuxiliaryVector(vector: Buffer, wordBytes: 4 | 8, littleEndian: boolean): KernelConstants {
  const view = new DataView(vector.buffer, vector.byteOffset, vector.byteLength);
  const word = (at: number): number =>
    wordBytes === 8 ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
  let { ticksPerSecond, pageSize } = usual;
  for (let at = 0; at + 2 * wordBytes <= vector.length; at += 2 * wordBytes) {
    const type = word(at);
    if (type === endOfVector) break;
    const value = word(at + wordBytes);
    if (type === pageSizeEntry && value > 0) pageSize = value;
    if (type === clockTicksEntry && value > 0) ticksPerSecond = value;
  }
  return { ticksPerSecond, pageSize };
}

const arches32: ReadonlySet<string> = new Set(['arm', 'ia32', 'mips', 'mipsel', 'ppc', 's390']);

export function readKernelConstants(): KernelConstants {
  try {
    const vector = readFileSync('/proc/self/auxv');
    return parseAuxiliaryVector(vector, arches32.has(process.arch) ? 4 : 8, endianness() === 'LE');
  } catch {
    return usual; // a /proc that hides it, as some sandboxes do
  }
}
