import type { DownloadRequest } from '../types.ts';

/** About as many rounds of all connections as it takes to put the next slice in line. */
const firstRounds = 8;
/** Some milliseconds: what the children say meanwhile is heard. */
const sliceSize = 256;

export interface IntakeHooks {
  /** @param since when the list came, milliseconds since the epoch; undefined: this is all of it */
  take(requests: readonly DownloadRequest[], since: number | undefined): void;
  /** Of a list that came in slices: all of it is in line. */
  complete(): void;
}

/**
 * Puts a long list in line slice by slice, so that its first requests are on their way while the rest is looked at. It goes
 * on record as a whole, before anything that came of it: who is killed until then finds nothing of it, not a part.
 */
export class Intake {
  readonly #hooks: IntakeHooks;
  readonly #firstSlice: number;
  #rest: readonly DownloadRequest[] = [];
  #since = 0;
  #next: NodeJS.Immediate | undefined;

  constructor({ jobs }: { readonly jobs: number }, hooks: IntakeHooks) {
    this.#firstSlice = firstRounds * jobs;
    this.#hooks = hooks;
  }

  /** Something is still to be put in line. */
  get busy(): boolean {
    return this.#rest.length > 0;
  }

  /** @param whole what is to be known of one request depends on the others */
  add(requests: readonly DownloadRequest[], whole: boolean): void {
    this.finish();
    if (whole || requests.length <= this.#firstSlice) {
      this.#hooks.take(requests, undefined);
      return;
    }
    this.#rest = requests;
    this.#since = Date.now();
    this.#takeSome(this.#firstSlice);
  }

  /** All that is left, at once. */
  finish(): void {
    if (this.busy) this.#takeSome(this.#rest.length);
  }

  #takeSome(count: number): void {
    clearImmediate(this.#next);
    const slice = this.#rest.slice(0, count);
    this.#rest = this.#rest.slice(count);
    this.#hooks.take(slice, this.#since);
    if (this.busy) this.#next = setImmediate(() => this.#takeSome(sliceSize));
    else this.#hooks.complete();
  }
}
