import type { Checkpoint } from '../protocol.ts';
import type { Assembly } from './assembly.ts';

const intervalMs = 1000;

/**
 * What may be put on record of a file in work: bytes that are on the disk itself. Of those that are in the page cache alone
 * a power cut makes zeros, and the next start would go on behind them.
 */
export class Checkpoints {
  readonly #assembly: Assembly;
  readonly #onError: (error: Error) => void;
  #at = performance.now();
  #received = 0;
  #underWay = false;
  /** The kernel reports once that bytes were lost; the next call would succeed. */
  #broken = false;
  #synced: Checkpoint | undefined;

  /** @param onError is told when the disk takes the bytes no more */
  constructor(assembly: Assembly, onError: (error: Error) => void) {
    this.#assembly = assembly;
    this.#onError = onError;
  }

  /** About once a second, one at a time, and only where something has come. @returns what has been synced meanwhile */
  tick(now: number): Checkpoint | undefined {
    const synced = this.#synced;
    this.#synced = undefined;
    const { received } = this.#assembly.division;
    if (!this.#underWay && now - this.#at >= intervalMs && received !== this.#received) {
      this.#at = now;
      this.#received = received;
      this.#underWay = true;
      this.last().then(
        (checkpoint) => {
          this.#underWay = false;
          this.#synced = checkpoint;
        },
        (error) => this.#onError(error),
      );
    }
    return synced;
  }

  /** Of all that is here by now. */
  async last(): Promise<Checkpoint | undefined> {
    const { checkpoint } = this.#assembly;
    if (checkpoint === undefined || this.#broken) return undefined;
    try {
      await this.#assembly.sync();
    } catch (error) {
      this.#broken = true;
      throw error;
    }
    return checkpoint;
  }
}
