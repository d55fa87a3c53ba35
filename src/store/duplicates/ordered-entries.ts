import type { GroupEntry } from './group-entry.ts';
import { type GroupOrder, mergeSorted } from './sorting.ts';

/** Entries as they are listed: what came or went since the list was last asked for is taken account of when it is asked. */
export class OrderedEntries {
  readonly #isThere: (entry: GroupEntry) => boolean;
  #order: GroupOrder = 'gain';
  #sorted: readonly GroupEntry[] = [];
  #arrived: GroupEntry[] = [];
  #someLeft = false;

  /** @param isThere false for those that have left */
  constructor(isThere: (entry: GroupEntry) => boolean) {
    this.#isThere = isThere;
  }

  get order(): GroupOrder {
    return this.#order;
  }

  arrive(entry: GroupEntry): void {
    this.#arrived.push(entry);
  }

  someLeft(): void {
    this.#someLeft = true;
  }

  sortAnew(all: GroupEntry[], order: GroupOrder): void {
    this.#order = order;
    this.#arrived = [];
    this.#sorted = mergeSorted([], all, order);
  }

  inOrder(): readonly GroupEntry[] {
    if (this.#someLeft) {
      this.#sorted = this.#sorted.filter(this.#isThere);
      this.#arrived = this.#arrived.filter(this.#isThere);
      this.#someLeft = false;
    }
    this.#sorted = mergeSorted(this.#sorted, this.#arrived, this.#order);
    this.#arrived = [];
    return this.#sorted;
  }
}
