/**
 * Which worker gets which task: pure, no clock, no channel. Tasks are begun in order of arrival by the least busy worker;
 * those that lost their worker come first. A task that is about to be begun for the last time runs alone in its worker,
 * so that the death it may cause convicts it and not its neighbours.
 */

/** A place where tasks are worked on: one living worker. */
export class Desk<Item> {
  readonly held = new Set<Entry<Item>>();
  /** Takes no further task while this is set. */
  closed = false;
  /** Holds a task on its last attempt. */
  alone = false;
}

/** A submitted task. */
export class Entry<Item> {
  readonly item: Item;
  state: 'waiting' | 'held' | 'over' = 'waiting';
  /** How often it was begun; a time that was forgiven does not count. */
  begun = 0;
  forgiven = 0;
  desk: Desk<Item> | undefined;

  constructor(item: Item) {
    this.item = item;
  }
}

export interface Assignment<Item> {
  readonly entry: Entry<Item>;
  readonly desk: Desk<Item>;
}

export class Schedule<Item> {
  readonly #slots: number;
  readonly #attempts: number;
  readonly #kills: number;
  readonly #desks = new Set<Desk<Item>>();
  readonly #fresh = new Line<Item>();
  readonly #again = new Line<Item>();
  #waiting = 0;

  /** @param settings as in PoolOptions */
  constructor({ slots, attempts, kills = 0 }: { slots: number; attempts: number; kills?: number }) {
    this.#slots = slots;
    this.#attempts = attempts;
    this.#kills = kills;
  }

  get waiting(): number {
    return this.#waiting;
  }

  add(item: Item): Entry<Item> {
    const entry = new Entry(item);
    this.#fresh.push(entry);
    this.#waiting += 1;
    return entry;
  }

  open(): Desk<Item> {
    const desk = new Desk<Item>();
    this.#desks.add(desk);
    return desk;
  }

  /** The next task to begin and where, now counted as held there; undefined when no task waits or nobody can take it. */
  next(): Assignment<Item> | undefined {
    if (this.#waiting === 0) return undefined;
    const again = this.#again.first();
    if (again === undefined) return this.#take(this.#fresh, this.#leastBusy());
    if (this.#slots === 1 || again.begun + 1 < this.#attempts) return this.#take(this.#again, this.#leastBusy());
    const quiet = this.#leastBusy();
    if (quiet?.held.size === 0) {
      quiet.alone = true;
      return this.#take(this.#again, quiet);
    }
    // The quietest worker is left to run empty for it; the others go on.
    return this.#take(this.#fresh, this.#leastBusy(quiet));
  }

  /** The task left its worker's hands: done, failed or cancelled. */
  finish(entry: Entry<Item>): void {
    this.#release(entry);
    entry.state = 'over';
  }

  /** Takes a task that waits out of the line. @returns false where a worker holds it or it is over */
  withdraw(entry: Entry<Item>): boolean {
    if (entry.state !== 'waiting') return false;
    entry.state = 'over';
    this.#waiting -= 1;
    return true;
  }

  /**
   * The worker is gone.
   * @param killed from outside
   * @returns what it held and is set aside; the rest waits again, in its old order
   */
  leave(
    desk: Desk<Item>,
    killed = false,
  ): { readonly lost: readonly Entry<Item>[]; readonly setAside: readonly Entry<Item>[] } {
    this.#desks.delete(desk);
    const lost = [...desk.held];
    const setAside: Entry<Item>[] = [];
    for (const entry of lost) {
      this.#release(entry);
      if (killed && entry.forgiven < this.#kills) {
        entry.forgiven += 1;
        entry.begun -= 1;
      }
      if (entry.begun >= this.#attempts) {
        entry.state = 'over';
        setAside.push(entry);
      } else {
        entry.state = 'waiting';
        this.#again.push(entry);
        this.#waiting += 1;
      }
    }
    return { lost, setAside };
  }

  #take(line: Line<Item>, desk: Desk<Item> | undefined): Assignment<Item> | undefined {
    const entry = desk === undefined ? undefined : line.first();
    if (desk === undefined || entry === undefined) return undefined;
    line.shift();
    this.#waiting -= 1;
    entry.state = 'held';
    entry.begun += 1;
    entry.desk = desk;
    desk.held.add(entry);
    return { entry, desk };
  }

  #release(entry: Entry<Item>): void {
    const { desk } = entry;
    if (desk === undefined) return;
    desk.held.delete(entry);
    desk.alone = false;
    entry.desk = undefined;
  }

  #leastBusy(except?: Desk<Item>): Desk<Item> | undefined {
    let best: Desk<Item> | undefined;
    for (const desk of this.#desks) {
      if (desk.closed || desk.alone || desk === except || desk.held.size >= this.#slots) continue;
      if (best === undefined || desk.held.size < best.held.size) best = desk;
      if (best.held.size === 0) break;
    }
    return best;
  }
}

/** First in, first out; withdrawn entries stay in it until they come to the front. */
class Line<Item> {
  #entries: (Entry<Item> | undefined)[] = [];
  #head = 0;

  push(entry: Entry<Item>): void {
    this.#entries.push(entry);
  }

  first(): Entry<Item> | undefined {
    while (this.#head < this.#entries.length && this.#entries[this.#head]?.state !== 'waiting') this.shift();
    return this.#entries[this.#head];
  }

  shift(): void {
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > 1_024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}
