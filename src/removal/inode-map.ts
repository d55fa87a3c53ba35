import type { Stamp } from './stamp.ts';

type Inode = Pick<Stamp, 'dev' | 'ino'>;

/**
 * By device and inode number. Keys of text, made of 64-bit numbers, would take longer than all the rest of planning, and
 * bigints as keys a multiple of the numbers that nearly all inodes have.
 */
export class InodeMap<Value> {
  readonly #devices = new Map<bigint, Map<number | bigint, Value>>();

  get({ dev, ino }: Inode): Value | undefined {
    return this.#devices.get(dev)?.get(keyOf(ino));
  }

  has({ dev, ino }: Inode): boolean {
    return this.#devices.get(dev)?.has(keyOf(ino)) === true;
  }

  set({ dev, ino }: Inode, value: Value): void {
    let inodes = this.#devices.get(dev);
    if (inodes === undefined) {
      inodes = new Map();
      this.#devices.set(dev, inodes);
    }
    inodes.set(keyOf(ino), value);
  }
}

/** A double is exact up to 2^53; past that the number stays what it is. */
function keyOf(ino: bigint): number | bigint {
  const key = Number(ino);
  return key <= Number.MAX_SAFE_INTEGER ? key : ino;
}
