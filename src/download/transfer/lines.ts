import { PlainLine } from './http1/plain-line.ts';
import type { Line } from './line.ts';

/** Connections for HTTP/1: the one that has just become free takes the next request. */
export class Lines {
  /** By origin; the one that was used last is at the end. */
  readonly #idle = new Map<string, PlainLine[]>();
  readonly #all = new Set<PlainLine>();

  lend(origin: string): Line {
    const plain = this.#usable(origin) ?? this.#open(origin);
    return {
      send: (request, listener) => plain.send(request, listener),
      giveBack: () => this.#takeBack(origin, plain),
    };
  }

  close(): void {
    for (const line of this.#all) line.destroy();
  }

  #usable(origin: string): PlainLine | undefined {
    for (;;) {
      const line = this.#idle.get(origin)?.pop();
      if (line === undefined || line.isUsable) return line;
      this.#drop(origin, line);
    }
  }

  #open(origin: string): PlainLine {
    const line = new PlainLine(() => this.#drop(origin, line));
    this.#all.add(line);
    return line;
  }

  #takeBack(origin: string, line: PlainLine): void {
    if (!line.isUsable) {
      this.#drop(origin, line);
      return;
    }
    const idle = this.#idle.get(origin);
    if (idle === undefined) this.#idle.set(origin, [line]);
    else idle.push(line);
  }

  /** Hosts by the thousand may each be asked once: nothing is kept of a connection that is gone. */
  #drop(origin: string, line: PlainLine): void {
    if (!this.#all.delete(line)) return;
    const idle = this.#idle.get(origin)?.filter((other) => other !== line) ?? [];
    if (idle.length === 0) this.#idle.delete(origin);
    else this.#idle.set(origin, idle);
    line.destroy();
  }
}
