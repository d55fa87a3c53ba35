import { Pipelining } from './http1/pipelining.ts';
import { PlainLine } from './http1/plain-line.ts';
import type { Channel, Line } from './line.ts';
import { relieveBy } from './relief.ts';

/**
 * A list may name thousands of hosts, each of which keeps its connection. So many may wait for a next request; all those
 * that a child has in use have come back by now and then, and more than that are not worth their descriptors.
 */
const mostIdle = 100;
/** Where descriptors run short, this share of them goes at once. */
const reliefShare = 0.5;

/** Connections for HTTP/1: the one that has just become free takes the next request. */
export class Lines {
  readonly #isBusy: () => boolean;
  /** By origin; the one that was used last is at the end. */
  readonly #idle = new Map<string, PlainLine[]>();
  readonly #all = new Set<PlainLine>();
  #idleCount = 0;
  readonly #takeBackRelief: () => void;
  readonly #pipelining = new Map<string, Pipelining>();

  /** @param isBusy while it says so, no server is asked for the next files while it answers */
  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
    this.#takeBackRelief = relieveBy(() => this.#closeIdle(Math.ceil(this.#idleCount * reliefShare)));
  }

  lend(origin: string): Line {
    return this.borrow(origin).share();
  }

  borrow(origin: string): Loan {
    const line = this.#usable(origin) ?? this.#open(origin);
    line.isIdle = false;
    return new Loan(line, () => this.#takeBack(origin, line));
  }

  close(): void {
    this.#takeBackRelief();
    for (const line of this.#all) line.destroy();
  }

  #usable(origin: string): PlainLine | undefined {
    for (;;) {
      const line = this.#idle.get(origin)?.pop();
      if (line === undefined) return undefined;
      this.#idleCount -= 1;
      if (line.isUsable) return line;
      this.#drop(origin, line);
    }
  }

  #open(origin: string): PlainLine {
    let pipelining = this.#pipelining.get(origin);
    if (pipelining === undefined) {
      pipelining = new Pipelining(this.#isBusy);
      if (this.#pipelining.size >= rememberedOrigins) this.#pipelining.clear();
      this.#pipelining.set(origin, pipelining);
    }
    const line = new PlainLine(pipelining, () => this.#drop(origin, line));
    this.#all.add(line);
    return line;
  }

  #takeBack(origin: string, line: PlainLine): void {
    line.onRoom = undefined;
    if (!line.isUsable) {
      this.#drop(origin, line);
      return;
    }
    line.isIdle = true;
    const idle = this.#idle.get(origin);
    if (idle === undefined) this.#idle.set(origin, [line]);
    else idle.push(line);
    this.#idleCount += 1;
    if (this.#idleCount > mostIdle) this.#closeIdle(1);
  }

  /** Those that would end first. @returns whether there were any */
  #closeIdle(count: number): boolean {
    const all = [...this.#idle].flatMap(([origin, lines]) => lines.map((line) => ({ origin, line })));
    all.sort((a, b) => a.line.usableUntil - b.line.usableUntil);
    for (const { origin, line } of all.slice(0, count)) this.#drop(origin, line);
    return all.length > 0;
  }

  /** Hosts by the thousand may each be asked once: nothing is kept of a connection that is gone. */
  #drop(origin: string, line: PlainLine): void {
    if (!this.#all.delete(line)) return;
    const before = this.#idle.get(origin) ?? [];
    const idle = before.filter((other) => other !== line);
    this.#idleCount -= before.length - idle.length;
    if (idle.length === 0) this.#idle.delete(origin);
    else this.#idle.set(origin, idle);
    line.destroy();
  }
}

const rememberedOrigins = 1000;

/** A connection that is lent to one user, for requests that follow one another. */
class Loan {
  readonly line: PlainLine;
  readonly #giveBack: () => void;
  #requests = 0;

  constructor(line: PlainLine, giveBack: () => void) {
    this.line = line;
    this.#giveBack = giveBack;
  }

  get isOver(): boolean {
    return this.#requests === 0;
  }

  /** For one more request. The connection goes back with the last one. */
  share(): Line {
    this.#requests += 1;
    return {
      send: (request, listener) => this.line.send(request, listener),
      giveBack: () => {
        this.#requests -= 1;
        if (this.#requests === 0) this.#giveBack();
      },
    };
  }
}

/** One connection to each origin, shared by the requests that overlap. */
export class PlainChannel implements Channel {
  readonly #lines: Lines;
  readonly #secure: () => Line | Promise<Line>;
  readonly #parts: boolean;
  readonly #loans = new Map<string, Loan>();
  #onRoom: (() => void) | undefined;

  /**
   * @param secure lends what goes over TLS, where nothing is asked ahead
   * @param parts what is asked for are parts of files
   */
  constructor(lines: Lines, secure: () => Line | Promise<Line>, parts: boolean) {
    this.#lines = lines;
    this.#secure = secure;
    this.#parts = parts;
  }

  lend({ protocol, origin }: URL): Line | Promise<Line> {
    if (protocol !== 'http:') return this.#secure();
    let loan = this.#loans.get(origin);
    if (loan === undefined || loan.isOver) {
      loan = this.#lines.borrow(origin);
      this.#loans.set(origin, loan);
      this.#listen(loan);
    }
    return loan.share();
  }

  hasRoom(origin: string, underWay: number): boolean {
    const loan = this.#loans.get(origin);
    return loan !== undefined && !loan.isOver && loan.line.allowsAhead(this.#parts, underWay);
  }

  set onRoom(onRoom: (() => void) | undefined) {
    this.#onRoom = onRoom;
    for (const loan of this.#loans.values()) if (!loan.isOver) this.#listen(loan);
  }

  #listen({ line }: Loan): void {
    const onRoom = this.#onRoom;
    line.onRoom =
      onRoom &&
      (() => {
        if (line.allowsAhead(this.#parts, 0)) onRoom();
      });
  }
}
