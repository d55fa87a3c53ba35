/**
 * Who may start next: a limit in total, a limit a host, hosts in turn, and no host before the time it asked for. Pure: it
 * neither starts anything nor looks at a clock.
 */

export interface Queued {
  readonly host: string;
}

/** What one connection is to fetch next. */
export interface Turn<Item> {
  readonly host: string;
  readonly items: readonly Item[];
}

interface HostLine<Item> {
  /** In order; `head` items have left at the front. */
  items: Item[];
  head: number;
  active: number;
  blocked: boolean;
}

export class Politeness<Item extends Queued> {
  readonly #jobs: number;
  readonly #perHost: number;
  readonly #lines = new Map<string, HostLine<Item>>();
  /** Hosts that could start something, the one whose turn it is first. */
  readonly #ready = new Set<string>();
  #active = 0;
  #waiting = 0;

  constructor({ jobs, perHost }: { readonly jobs: number; readonly perHost: number }) {
    this.#jobs = jobs;
    this.#perHost = perHost;
  }

  get active(): number {
    return this.#active;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** @param first ahead of the others of its host: what was begun once is ended first */
  add(item: Item, first = false): void {
    const line = this.#line(item.host);
    if (!first) line.items.push(item);
    else if (line.head > 0) {
      line.head -= 1;
      line.items[line.head] = item;
    } else line.items.unshift(item);
    this.#waiting += 1;
    this.#settle(item.host, line);
  }

  /**
   * Takes the next ones of one host out of their line. They are fetched one after another, so all of them together count
   * as one active until `finish`.
   * @param howMany may be taken of a host for which so many wait; at least 1
   */
  next(howMany: (host: string, waiting: number) => number): Turn<Item> | undefined {
    if (this.#active >= this.#jobs) return undefined;
    const [host] = this.#ready;
    const line = host === undefined ? undefined : this.#lines.get(host);
    if (host === undefined || line === undefined) return undefined;
    const items = line.items.slice(line.head, line.head + howMany(host, line.items.length - line.head));
    line.head += items.length;
    if (line.head > 1024 && line.head * 2 > line.items.length) {
      line.items = line.items.slice(line.head);
      line.head = 0;
    }
    line.active += 1;
    this.#active += 1;
    this.#waiting -= items.length;
    // To the end of the turn.
    this.#ready.delete(host);
    this.#settle(host, line);
    return { host, items };
  }

  /** What was taken in one turn is over. */
  finish(host: string): void {
    const line = this.#line(host);
    line.active -= 1;
    this.#active -= 1;
    this.#settle(host, line);
  }

  /** While a host is blocked nothing of it starts; what is active goes on. */
  block(host: string, blocked: boolean): void {
    const line = this.#line(host);
    line.blocked = blocked;
    this.#settle(host, line);
  }

  /** @returns false where it is not waiting */
  withdraw(item: Item): boolean {
    const line = this.#line(item.host);
    const index = line.items.indexOf(item, line.head);
    if (index === -1) return false;
    line.items.splice(index, 1);
    this.#waiting -= 1;
    this.#settle(item.host, line);
    return true;
  }

  /** Changes places with its neighbour in the line of its host. @returns the neighbour */
  move(item: Item, by: -1 | 1): Item | undefined {
    const { items, head } = this.#line(item.host);
    const index = items.indexOf(item, head);
    const other = index === -1 || index + by < head ? undefined : items[index + by];
    if (other === undefined) return undefined;
    items[index] = other;
    items[index + by] = item;
    return other;
  }

  /** Connections that could be open beside the active ones, to all hosts together. */
  get spareInAll(): number {
    return Math.max(0, this.#jobs - this.#active);
  }

  /** Those of them that could go to this host, where nobody waits for them. */
  spare(host: string): number {
    const line = this.#line(host);
    if (line.items.length > line.head || line.blocked) return 0;
    return Math.max(0, Math.min(this.#perHost - line.active, this.spareInAll));
  }

  #line(host: string): HostLine<Item> {
    let line = this.#lines.get(host);
    if (line === undefined) {
      line = { items: [], head: 0, active: 0, blocked: false };
      this.#lines.set(host, line);
    }
    return line;
  }

  #settle(host: string, line: HostLine<Item>): void {
    const ready = line.items.length > line.head && line.active < this.#perHost && !line.blocked;
    if (ready) this.#ready.add(host);
    else this.#ready.delete(host);
  }
}
