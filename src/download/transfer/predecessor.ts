/** What is known of a part file that has the name already. */
export interface Predecessor {
  /** Of the checkpoint that is on record. */
  readonly mark: string | undefined;
  /** Where an earlier try has put it in place, if that is why it has a second name. */
  placed(): string | undefined;
}

/** An earlier try had put the part file in place when its process was killed (place.ts). */
export class PlacedBefore extends Error {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }
}
