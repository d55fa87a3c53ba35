import type { Stamp } from './stamp.ts';

type Inode = Pick<Stamp, 'dev' | 'ino'>;

/** By device and inode number. Keys of text, made of 64-bit numbers, would take longer than all the rest of planning. */
export class InodeMap<Value> {
  readonly #devices = new Map<bigint, Map<bigint, Value>>();

  get({ dev, ino }: Inode): Value | undefined {
    return this.#devices.get(dev)?.get(ino);
  }

  has({ dev, ino }: Inode): boolean {
    return this.#devices.get(dev)?.has(ino) === true;
  }

  set({ dev, ino }: Inode, value: Value): void {
    let inodes = this.#devices.get(dev);
    if (inodes === undefined) {
      inodes = new Map();
      this.#devices.set(dev, inodes);
    }
    inodes.set(ino, value);
  }
}
