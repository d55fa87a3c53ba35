import { readFileSync } from 'node:fs';

/**
 * Whether a device (as stat says it) has heads that seek; false where nobody knows. A partition has no queue of its own:
 * its disk is the folder above (Linux, Documentation/ABI/stable/sysfs-block).
 */
export function isRotational(dev: bigint): boolean {
  // makedev(3): the minor number has its low byte at the end, the rest above the major number.
  const major = (dev >> 8n) & 0xfffn;
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xfff00n);
  for (const queue of ['queue', '../queue']) {
    try {
      return readFileSync(`/sys/dev/block/${major}:${minor}/${queue}/rotational`, 'latin1').startsWith('1');
    } catch {
      // Not there: the disk may be one folder up, or this is no block device at all.
    }
  }
  return false;
}
