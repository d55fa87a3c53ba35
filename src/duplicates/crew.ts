import { setImmediate as nextTurn } from 'node:timers';
import type { Gate } from '../orchestrator/types.ts';
import type { Pause } from './pause.ts';
import type { HashResult, HashTask } from './tasks.ts';

/** Who runs the tasks of a scan next to this thread: a pool of the orchestrator, or nobody. */
export interface Helpers {
  /** Those that are ready to work. */
  readonly hands: number;
  /** Tasks that they can take at the moment, running ones included. */
  readonly capacity: number;
  /** They are many, as each of them waits most of the time: who hands out the work must not wait, too. */
  readonly waitsForDisk: boolean;
  /** Undefined: they failed for good, and somebody else has to do it. */
  run(task: HashTask): Promise<HashResult | undefined>;
  close(): Promise<void>;
}

/** A scan that takes no longer, finds no more, or reads no more, is over sooner than a helper is there. */
const aloneMs = 30;
const aloneBytes = 64 * 1024 * 1024;
const aloneFiles = 1500;
/** Folders that wait to be walked, as a sign of many files. */
const aloneFolders = 12;

type ResultOf<Task extends HashTask> = Extract<HashResult, { kind: Task['kind'] }>;

interface Waiting {
  readonly make: () => HashTask;
  readonly resolve: (result: HashResult) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Hands the tasks of a scan out: one to each helper first, then one to this thread, which does one a turn of the event loop,
 * then as many as helpers can hold, so that no core waits while helpers start or while this thread has nothing to coordinate.
 */
export class Crew {
  readonly #openHelpers: () => Helpers | undefined;
  #helpers: Helpers | undefined;
  #spentMs = 0;
  #askedBytes = 0;
  #helpSought = false;
  readonly #local: (task: HashTask) => HashResult | Promise<HashResult>;
  readonly #signal: AbortSignal;
  readonly #pause: Pause | undefined;
  readonly #gate: Gate | undefined;
  #gateAwaited = false;
  readonly #queue: Waiting[] = [];
  #outside = 0;
  #turnAsked = false;

  constructor(
    openHelpers: () => Helpers | undefined,
    local: (task: HashTask) => HashResult | Promise<HashResult>,
    signal: AbortSignal,
    pause?: Pause,
    gate?: Gate,
  ) {
    this.#openHelpers = openHelpers;
    this.#local = local;
    this.#signal = signal;
    this.#pause = pause;
    this.#gate = gate;
    pause?.onChange(this.wake);
    signal.addEventListener('abort', () => this.#abandon(), { once: true });
  }

  /** Tasks that nobody has begun. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * @param make called when somebody is there to take the task: thousands may wait, few need to be in memory
   * @param bytes that it will read at most, as far as that is known
   */
  run<Task extends HashTask>(make: () => Task, bytes?: number): Promise<ResultOf<Task>>;
  run(make: () => HashTask, bytes = 0): Promise<HashResult> {
    if (this.#signal.aborted) return Promise.reject(this.#signal.reason);
    this.#askedBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#queue.push({ make, resolve, reject });
      this.#handOut();
    });
  }

  /** What a walk has found until now: of much, there will be much to do, and who helps then has to start now. */
  expect({
    files,
    bytes,
    folders,
  }: {
    readonly files: number;
    readonly bytes: number;
    readonly folders: number;
  }): void {
    if (files >= aloneFiles || bytes >= aloneBytes || folders >= aloneFolders) this.#seekHelp();
  }

  /** To be called when helpers became able to take more. */
  readonly wake = (): void => this.#handOut();

  #handOut(): void {
    if (this.#pause?.paused === true || this.#queue.length === 0 || !this.#gateOpen()) return;
    const helpers = this.#helpers;
    while (helpers !== undefined && this.#outside < helpers.capacity) {
      // Once each of them has one, the last that is left is for this thread, which would stand idle otherwise.
      const isForThem = helpers.waitsForDisk || this.#outside < helpers.hands || this.#queue.length > 1;
      const next = isForThem ? this.#queue.shift() : undefined;
      if (next === undefined) break;
      this.#outside += 1;
      const settled = () => {
        this.#outside -= 1;
        this.#handOut();
      };
      helpers.run(next.make()).then(
        (result) => {
          if (result === undefined) this.#queue.unshift(next);
          else next.resolve(result);
          settled();
        },
        (reason: unknown) => {
          settled();
          next.reject(reason);
        },
      );
    }
    if (this.#queue.length > 0 && !this.#turnAsked && helpers?.waitsForDisk !== true) {
      this.#turnAsked = true;
      nextTurn(() => void this.#runOneHere());
    }
  }

  /** Shut: whatever waits is handed out when it opens. */
  #gateOpen(): boolean {
    const gate = this.#gate;
    if (gate === undefined || gate.isOpen()) return true;
    if (!this.#gateAwaited) {
      this.#gateAwaited = true;
      void gate.opened().then(() => {
        this.#gateAwaited = false;
        this.#handOut();
      });
    }
    return false;
  }

  async #runOneHere(): Promise<void> {
    const next = this.#queue.shift();
    if (this.#spentMs >= aloneMs || this.#askedBytes >= aloneBytes) this.#seekHelp();
    const begun = performance.now();
    try {
      if (next !== undefined) next.resolve(await this.#local(next.make()));
    } catch (error) {
      next?.reject(error);
    } finally {
      this.#spentMs += performance.now() - begun;
      this.#turnAsked = false;
      this.#handOut();
    }
  }

  #seekHelp(): void {
    if (this.#helpSought) return;
    this.#helpSought = true;
    this.#helpers = this.#openHelpers();
  }

  /** Resolves when every helper is gone. */
  async close(): Promise<void> {
    await this.#helpers?.close();
  }

  #abandon(): void {
    for (const { reject } of this.#queue.splice(0)) reject(this.#signal.reason);
  }
}
