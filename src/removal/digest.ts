import { createHasher, type Hasher } from '../duplicates/digest.ts';
import { readBlocks, sameBytes } from './compare.ts';

/**
 * The content of a survivor as the journal remembers it (xxh3-128, hex), so that undo copies nothing else back. It never
 * decides a deletion: comparing bytes does.
 */
export class Digester {
  readonly #hasher: Hasher;

  private constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  static async create(): Promise<Digester> {
    return new Digester(await createHasher('xxh3-128'));
  }

  /** @returns the digest that two files share; undefined where they differ or one is shorter than `size` */
  ofBoth(a: number, b: number, size: number): string | undefined {
    this.#hasher.init();
    return sameBytes(a, b, size, (block) => this.#hasher.update(block)) ? this.#end() : undefined;
  }

  /** @returns undefined where the file is shorter than `size` */
  of(fd: number, size: number): string | undefined {
    this.#hasher.init();
    return readBlocks(fd, size, (block) => this.#hasher.update(block)) ? this.#end() : undefined;
  }

  #end(): string {
    return Buffer.from(this.#hasher.digest()).toString('hex');
  }
}
