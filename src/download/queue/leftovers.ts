import { reasonOf } from '../../base/errors.ts';
import { makeVisible } from '../../base/visible.ts';
import { removePart } from '../transfer/part-file.ts';
import { dropPartName } from '../transfer/place.ts';

/** Part files and part names that have done their work. A folder that keeps them stops nothing: that is said, once. */
export class Leftovers {
  readonly #onTrouble: (text: string) => void;
  #told = false;

  constructor(onTrouble: (text: string) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Nothing can go on with it. */
  remove(path: string): void {
    this.#unlessKept(path, removePart);
  }

  /** It is a second name of a file that has arrived. */
  dropName(path: string): void {
    this.#unlessKept(path, dropPartName);
  }

  #unlessKept(path: string, takeAway: (path: string) => void): void {
    try {
      takeAway(path);
    } catch (error) {
      if (this.#told) return;
      this.#told = true;
      this.#onTrouble(`part files stay where they are: ${makeVisible(path)}: ${reasonOf(error)}`);
    }
  }
}
