import type { Client as ClientType } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';

/** One connection of its own for one request at a time. */
export interface Line {
  readonly dispatcher: ClientType;
  /** The request is over: the next one may have it. */
  giveBack(): void;
}

class OwnLine implements Line {
  readonly dispatcher: ClientType;
  readonly #giveBack: (line: OwnLine) => void;
  connected = false;
  lent = true;

  constructor(dispatcher: ClientType, giveBack: (line: OwnLine) => void) {
    this.dispatcher = dispatcher;
    this.#giveBack = giveBack;
  }

  giveBack(): void {
    this.#giveBack(this);
  }
}

/**
 * Connections for HTTP/1: the one that has just become free takes the next request. A pool of undici's does not know yet
 * that it is free by then, and opens another one beside it, which costs a trip to the server and back.
 */
export class Lines {
  readonly #options: ClientType.Options;
  /** By origin; the one that was used last is at the end. */
  readonly #idle = new Map<string, OwnLine[]>();
  readonly #all = new Set<OwnLine>();

  constructor(options: ClientType.Options) {
    this.#options = options;
  }

  lend(origin: string): Line {
    const line = this.#idle.get(origin)?.pop() ?? this.#open(origin);
    line.lent = true;
    return line;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map(({ dispatcher }) => dispatcher.destroy()));
  }

  #open(origin: string): OwnLine {
    const dispatcher = new Client(origin, this.#options);
    const line = new OwnLine(dispatcher, () => this.#takeBack(origin, line));
    this.#all.add(line);
    dispatcher.on('connect', () => {
      line.connected = true;
    });
    dispatcher.on('disconnect', () => {
      line.connected = false;
      if (!line.lent) this.#drop(origin, line);
    });
    return line;
  }

  #takeBack(origin: string, line: OwnLine): void {
    line.lent = false;
    if (!line.connected) {
      this.#drop(origin, line);
      return;
    }
    const idle = this.#idle.get(origin);
    if (idle === undefined) this.#idle.set(origin, [line]);
    else idle.push(line);
  }

  /** Hosts by the thousand may each be asked once: nothing is kept of a connection that is gone. */
  #drop(origin: string, line: OwnLine): void {
    this.#all.delete(line);
    const idle = this.#idle.get(origin)?.filter((other) => other !== line) ?? [];
    if (idle.length === 0) this.#idle.delete(origin);
    else this.#idle.set(origin, idle);
    void line.dispatcher.destroy();
  }
}
