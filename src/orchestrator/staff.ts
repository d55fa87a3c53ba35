/**
 * The workers of a pool: how many there are, under which names, what happens when one dies. Which work they do is none
 * of its business.
 */
import { unreachable } from '../base/errors.ts';
import { startProcessWorker } from './process-worker.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { RestartIntensity, shortageDelay } from './restart-intensity.ts';
import { startSerialWorker } from './serial-worker.ts';
import { StatusNews } from './status-news.ts';
import { Supervisor } from './supervisor.ts';
import { startThreadWorker } from './thread-worker.ts';
import type { PoolOptions, WorkerStatus } from './types.ts';
import type { StartWorker, WorkerExit } from './worker.ts';

const defaults = { silenceMs: 60_000, graceMs: 2_000 } as const;
/** Tries in a row to start a worker on a system that is short of processes, when none is left to do the work. */
const shortageTries = 8;
/** After so many it is said: the first may pass unnoticed. */
const newsworthyTries = 2;
/** `onWaiting` is told whom a close waits for, when it is not over by then. */
const waitingNewsMs = 300;

type Member<Task, Event, Result, Command> = Supervisor<Task, Event, Result, Command>;

export interface StaffHooks<Task, Event, Result, Command> {
  readonly onReady: (worker: Member<Task, Event, Result, Command>) => void;
  readonly onMessage: (worker: Member<Task, Event, Result, Command>, message: FromWorker<Event, Result>) => void;
  readonly onUnsendable: (
    worker: Member<Task, Event, Result, Command>,
    message: ToWorker<Task, Command>,
    error: unknown,
  ) => void;
  /** It died with whatever it held; it is being replaced, or `onFailure` follows. */
  readonly onDeath: (worker: Member<Task, Event, Result, Command>, exit: WorkerExit) => void;
  /** Workers die faster than they may, or none can be started. */
  readonly onFailure: (reason: string) => void;
}

export class Staff<Task, Event, Result, Command> {
  readonly #options: PoolOptions<Task, Event, Result, Command>;
  readonly #hooks: StaffHooks<Task, Event, Result, Command>;
  readonly #intensity: RestartIntensity;
  readonly #news: StatusNews;
  /** Of workers that the system has no room for: starts in a row that failed, and the next one. */
  readonly #shortages = new Map<Member<Task, Event, Result, Command>, { tries: number; timer: NodeJS.Timeout }>();
  #members: Member<Task, Event, Result, Command>[] = [];
  #size: number;
  #closing = false;

  constructor(options: PoolOptions<Task, Event, Result, Command>, hooks: StaffHooks<Task, Event, Result, Command>) {
    this.#options = options;
    this.#hooks = hooks;
    this.#size = options.engine === 'serial' ? 1 : Math.max(1, options.size);
    this.#intensity = new RestartIntensity(options.restart ?? { max: 10 + 2 * this.#size, withinMs: 10_000 });
    this.#news = new StatusNews(options.onStatus);
  }

  get statuses(): readonly WorkerStatus[] {
    return this.#members.map((worker) => worker.status);
  }

  /** Some are not ready yet, and may become so. */
  get starting(): boolean {
    return this.#members.some(({ status }) => status.state === 'starting');
  }

  /** Workers beyond the size that was asked for: to be retired when they are idle. */
  get surplus(): readonly Member<Task, Event, Result, Command>[] {
    return this.#members.length <= this.#size ? [] : this.#staying().slice(this.#size);
  }

  /** Starts what is missing; what is too much becomes `surplus`. */
  resize(size: number): void {
    if (this.#closing) return;
    if (this.#options.engine !== 'serial') this.#size = Math.max(1, size);
    while (this.#staying().length < this.#size) {
      const worker = this.#hire(this.#freeName());
      this.#members.push(worker);
      worker.start();
    }
  }

  retire(worker: Member<Task, Event, Result, Command>): void {
    this.#forgetShortage(worker);
    void worker.stop().then(() => {
      this.#members = this.#members.filter((other) => other !== worker);
    });
  }

  loadChanged(worker: Member<Task, Event, Result, Command>, tasks: number): void {
    worker.load(tasks);
    this.#news.tellLater(worker);
  }

  /** Resolves when all are gone. @param failure why the pool failed: they are shown as failed from then on */
  async close(failure?: string): Promise<void> {
    this.#closing = true;
    for (const worker of this.#members) this.#forgetShortage(worker);
    const news = this.#sayWhoIsAwaited();
    await Promise.all(
      this.#members.map(async (worker) => {
        await worker.stop();
        if (failure !== undefined) worker.fail(failure);
      }),
    );
    clearInterval(news);
    this.#news.flush();
  }

  #staying(): Member<Task, Event, Result, Command>[] {
    return this.#members.filter((worker) => !worker.leaving);
  }

  #freeName(): string {
    const taken = new Set(this.#members.map(({ name }) => name));
    let number = 1;
    while (taken.has(`${this.#options.role}-${number}`)) number += 1;
    return `${this.#options.role}-${number}`;
  }

  #hire(name: string): Member<Task, Event, Result, Command> {
    const { role, engine, entry, limits = {}, silenceMs, graceMs, onLine } = this.#options;
    const { onReady, onMessage, onUnsendable } = this.#hooks;
    const worker: Member<Task, Event, Result, Command> = new Supervisor({
      name,
      role,
      engine,
      spec: { name, entry, limits },
      start: this.#starter(),
      silenceMs: engine === 'serial' ? 0 : (silenceMs ?? defaults.silenceMs),
      graceMs: graceMs ?? defaults.graceMs,
      onReady: () => {
        this.#forgetShortage(worker);
        onReady(worker);
      },
      onMessage: (message) => onMessage(worker, message),
      onDeath: (exit) => this.#died(worker, exit),
      onUnsendable: (message, error) => onUnsendable(worker, message, error),
      onChange: () => this.#news.tell(worker),
      onLine: (line) => onLine?.(line),
    });
    return worker;
  }

  #starter(): StartWorker<ToWorker<Task, Command>, FromWorker<Event, Result>> {
    const { engine, load } = this.#options;
    switch (engine) {
      case 'processes':
        return startProcessWorker;
      case 'threads':
        return startThreadWorker;
      case 'serial':
        return (_spec, listeners) => startSerialWorker(load, listeners);
      default:
        return unreachable(engine);
    }
  }

  #died(worker: Member<Task, Event, Result, Command>, exit: WorkerExit): void {
    const { reason, shortage } = exit;
    this.#hooks.onDeath(worker, exit);
    if (this.#closing) return;
    if (shortage) this.#startLater(worker, reason);
    else if (this.#intensity.allows(performance.now())) worker.start();
    else this.#hooks.onFailure(`${worker.name} ${reason}; ${this.#intensity}`);
  }

  #startLater(worker: Member<Task, Event, Result, Command>, reason: string): void {
    const tries = (this.#shortages.get(worker)?.tries ?? 0) + 1;
    const delay = shortageDelay(tries);
    this.#shortages.set(worker, { tries, timer: setTimeout(() => worker.start(), delay) });
    const nobodyWorks = this.#members.every((other) => this.#shortages.has(other));
    if (nobodyWorks && tries >= shortageTries) this.#hooks.onFailure(`${worker.name} ${reason}`);
    else worker.fail(`${reason}; next try in ${delay / 1000} s`);
    // One speaks for all of them.
    if (nobodyWorks && tries === newsworthyTries && worker === this.#members[0]) {
      this.#options.onLine?.({ worker: worker.name, stream: 'stderr', text: `${reason}; it is tried again` });
    }
  }

  #forgetShortage(worker: Member<Task, Event, Result, Command>): void {
    clearTimeout(this.#shortages.get(worker)?.timer);
    this.#shortages.delete(worker);
  }

  #sayWhoIsAwaited(): NodeJS.Timeout {
    let said = 0;
    return setInterval(() => {
      const awaited = this.#members.filter((worker) => worker.leaving);
      if (awaited.length !== said) this.#options.onWaiting?.(awaited.map(({ name }) => name));
      said = awaited.length;
    }, waitingNewsMs);
  }
}
