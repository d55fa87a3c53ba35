/**
 * The worker pool: takes tasks, keeps its workers alive, hands the work of the dead to the living. It knows neither what
 * the job does nor which engine runs it; which task goes where is decided in schedule.ts, how a worker lives in
 * supervisor.ts.
 */
import { unreachable } from '../base/errors.ts';
import { fromErrorData } from './error-data.ts';
import { PoolClosed, PoolFailed, TaskSetAside } from './errors.ts';
import { startProcessWorker } from './process-worker.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { RestartIntensity, shortageDelay } from './restart-intensity.ts';
import { type Desk, type Entry, Schedule } from './schedule.ts';
import { startSerialWorker } from './serial-worker.ts';
import { StatusNews } from './status-news.ts';
import { Supervisor } from './supervisor.ts';
import { startThreadWorker } from './thread-worker.ts';
import { Ticket } from './ticket.ts';
import type { Pool, PoolOptions, Submission, WorkerStatus } from './types.ts';
import type { StartWorker, WorkerExit } from './worker.ts';

const defaults = { slots: 1, attempts: 2, silenceMs: 60_000, graceMs: 2_000 } as const;
/** Tries in a row to start a worker on a system that is short of processes, when none is left to do the work. */
const shortageTries = 8;
/** `onWaiting` is told who a close waits for, when it is not over by then. */
const waitingNewsMs = 300;

export function createPool<Task, Event, Result, Command = never>(
  options: PoolOptions<Task, Event, Result, Command>,
): Pool<Task, Event, Result, Command> {
  return new WorkerPool(options);
}

/** A worker's seat in the pool: the worker, its desk while it lives, and the tasks on it by their number on the wire. */
interface Seat<Task, Event, Result, Command> {
  readonly supervisor: Supervisor<Task, Event, Result, Command>;
  desk: Desk<Ticket<Task, Event, Result>> | undefined;
  readonly tasks: Map<number, Entry<Ticket<Task, Event, Result>>>;
  /** Starts in a row that failed because the system was short of something. */
  shortages: number;
  retry: NodeJS.Timeout | undefined;
}

class WorkerPool<Task, Event, Result, Command> implements Pool<Task, Event, Result, Command> {
  readonly #options: PoolOptions<Task, Event, Result, Command>;
  readonly #schedule: Schedule<Ticket<Task, Event, Result>>;
  readonly #intensity: RestartIntensity;
  readonly #news: StatusNews;
  readonly #entries = new Set<Entry<Ticket<Task, Event, Result>>>();
  readonly #commands = new Map<string, Command>();
  #seats: Seat<Task, Event, Result, Command>[] = [];
  #size: number;
  #ids = 0;
  #gateAwaited = false;
  #over: PoolClosed | PoolFailed | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: PoolOptions<Task, Event, Result, Command>) {
    const { slots = defaults.slots, attempts = defaults.attempts, size, restart } = options;
    this.#options = options;
    this.#size = options.engine === 'serial' ? 1 : Math.max(1, size);
    this.#schedule = new Schedule({ slots, attempts });
    this.#intensity = new RestartIntensity(restart ?? { max: 10 + 2 * this.#size, withinMs: 10_000 });
    this.#news = new StatusNews(options.onStatus);
    this.#fill();
  }

  get statuses(): readonly WorkerStatus[] {
    return this.#seats.map((seat) => seat.supervisor.status);
  }

  get waiting(): number {
    return this.#schedule.waiting;
  }

  submit(task: Task, submission: Submission<Event> = {}): Promise<Result> {
    const ticket = new Ticket<Task, Event, Result>(++this.#ids, task, submission);
    if (this.#over !== undefined) ticket.reject(this.#over);
    else if (submission.signal?.aborted) ticket.reject(submission.signal.reason);
    else {
      const entry = this.#schedule.add(ticket);
      this.#entries.add(entry);
      ticket.onAbort(() => this.#cancel(entry));
      this.#dispatch();
    }
    return ticket.promise;
  }

  tell(command: Command & { readonly kind: string }): void {
    this.#commands.delete(command.kind);
    this.#commands.set(command.kind, command);
    for (const { supervisor } of this.#seats) if (supervisor.ready) supervisor.post({ kind: 'command', command });
  }

  resize(size: number): void {
    if (this.#options.engine === 'serial') return;
    this.#size = Math.max(1, size);
    this.#fill();
    this.#shrink();
  }

  close(): Promise<void> {
    this.#closing ??= this.#end(new PoolClosed(this.#options.role));
    return this.#closing;
  }

  #fill(): void {
    if (this.#over !== undefined) return;
    for (const { desk } of this.#staying().slice(0, this.#size)) if (desk !== undefined) desk.closed = false;
    while (this.#staying().length < this.#size) {
      const seat = this.#makeSeat(this.#freeName());
      this.#seats.push(seat);
      seat.supervisor.start();
    }
  }

  /** The last ones leave: at once when idle, else as soon as they are; they take no new task. */
  #shrink(): void {
    for (const seat of this.#staying().slice(this.#size)) {
      if (seat.desk !== undefined) seat.desk.closed = true;
      if (seat.tasks.size === 0) this.#retire(seat);
    }
  }

  #retire(seat: Seat<Task, Event, Result, Command>): void {
    clearTimeout(seat.retry);
    if (seat.desk !== undefined) this.#schedule.leave(seat.desk);
    seat.desk = undefined;
    void seat.supervisor.stop().then(() => {
      this.#seats = this.#seats.filter((other) => other !== seat);
    });
  }

  #staying(): Seat<Task, Event, Result, Command>[] {
    return this.#seats.filter((seat) => seat.supervisor.status.state !== 'stopping');
  }

  #freeName(): string {
    const taken = new Set(this.#seats.map((seat) => seat.supervisor.name));
    let number = 1;
    while (taken.has(`${this.#options.role}-${number}`)) number += 1;
    return `${this.#options.role}-${number}`;
  }

  #makeSeat(name: string): Seat<Task, Event, Result, Command> {
    const { role, engine, entry, limits = {}, silenceMs, graceMs, onLine } = this.#options;
    const supervisor: Supervisor<Task, Event, Result, Command> = new Supervisor({
      name,
      role,
      engine,
      spec: { name, entry, limits },
      start: this.#starter(),
      silenceMs: engine === 'serial' ? 0 : (silenceMs ?? defaults.silenceMs),
      graceMs: graceMs ?? defaults.graceMs,
      onReady: () => this.#seated(seat),
      onMessage: (message) => this.#handle(seat, message),
      onDeath: (exit) => this.#died(seat, exit),
      onUnsendable: (message, error) => this.#unsendable(seat, message, error),
      onChange: () => this.#news.tell(supervisor),
      onLine: (line) => onLine?.(line),
    });
    const seat = { supervisor, desk: undefined, tasks: new Map(), shortages: 0, retry: undefined };
    return seat;
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

  #seated(seat: Seat<Task, Event, Result, Command>): void {
    seat.shortages = 0;
    seat.desk = this.#schedule.open();
    for (const command of this.#commands.values()) seat.supervisor.post({ kind: 'command', command });
    this.#shrink();
    this.#dispatch();
  }

  #dispatch(): void {
    if (this.#schedule.waiting === 0 || !this.#gateOpen()) return;
    for (let next = this.#schedule.next(); next !== undefined; next = this.#schedule.next()) {
      const { entry, desk } = next;
      const seat = this.#seats.find((other) => other.desk === desk);
      if (seat === undefined) throw new Error('a desk without a worker');
      const { id, task, submission } = entry.item;
      seat.tasks.set(id, entry);
      seat.supervisor.post({ kind: 'task', id, task });
      this.#loadChanged(seat);
      submission.onBegin?.({ worker: seat.supervisor.name, attempt: entry.begun });
      if (!this.#gateOpen()) return;
    }
  }

  #gateOpen(): boolean {
    const { gate } = this.#options;
    if (gate === undefined || gate.isOpen()) return true;
    if (!this.#gateAwaited) {
      this.#gateAwaited = true;
      void gate.opened().then(() => {
        this.#gateAwaited = false;
        this.#dispatch();
      });
    }
    return false;
  }

  #handle(seat: Seat<Task, Event, Result, Command>, message: FromWorker<Event, Result>): void {
    switch (message.kind) {
      case 'event':
        seat.tasks.get(message.id)?.item.submission.onEvent?.(message.event);
        break;
      case 'done':
        this.#finish(seat, message.id, (ticket) => ticket.resolve(message.result));
        break;
      case 'failed':
        this.#finish(seat, message.id, (ticket) => ticket.reject(ticket.cancelled ?? fromErrorData(message.error)));
        break;
      case 'ready':
      case 'mark':
      case 'beat':
      case 'crashing':
        break;
      default:
        unreachable(message);
    }
  }

  #finish(
    seat: Seat<Task, Event, Result, Command>,
    id: number,
    settle: (ticket: Ticket<Task, Event, Result>) => void,
  ): void {
    const entry = seat.tasks.get(id);
    if (entry === undefined) return;
    seat.tasks.delete(id);
    this.#schedule.finish(entry);
    this.#entries.delete(entry);
    settle(entry.item);
    this.#loadChanged(seat);
    if (this.#seats.length > this.#size) this.#shrink();
    this.#dispatch();
  }

  /** A waiting task is withdrawn; one in a worker's hands is rejected when the worker has let go of it. */
  #cancel(entry: Entry<Ticket<Task, Event, Result>>): void {
    if (this.#schedule.withdraw(entry)) {
      this.#entries.delete(entry);
      entry.item.reject(entry.item.cancelled);
      return;
    }
    const seat = this.#seats.find((other) => other.tasks.get(entry.item.id) === entry);
    seat?.supervisor.post({ kind: 'cancel', id: entry.item.id });
  }

  #unsendable(seat: Seat<Task, Event, Result, Command>, message: ToWorker<Task, Command>, error: unknown): void {
    if (message.kind === 'task') this.#finish(seat, message.id, (ticket) => ticket.reject(error));
  }

  #died(seat: Seat<Task, Event, Result, Command>, exit: WorkerExit): void {
    this.#takeBack(seat, exit.reason);
    if (this.#over !== undefined) return;
    if (exit.shortage) this.#retryLater(seat, exit.reason);
    else if (this.#intensity.allows(performance.now())) seat.supervisor.start();
    else this.#fail(`${seat.supervisor.name} ${exit.reason}; ${this.#intensity}`);
    this.#dispatch();
  }

  #takeBack(seat: Seat<Task, Event, Result, Command>, reason: string): void {
    seat.tasks.clear();
    if (seat.desk === undefined) return;
    const { lost, setAside } = this.#schedule.leave(seat.desk);
    seat.desk = undefined;
    for (const { item } of lost) item.deaths.push(reason);
    for (const entry of setAside) {
      this.#entries.delete(entry);
      entry.item.reject(entry.item.cancelled ?? new TaskSetAside(entry.item.deaths));
    }
    // What was cancelled while the worker held it is not begun again.
    for (const entry of lost) if (entry.item.cancelled !== undefined) this.#cancel(entry);
  }

  #retryLater(seat: Seat<Task, Event, Result, Command>, reason: string): void {
    seat.shortages += 1;
    const nobodyWorks = this.#seats.every((other) => other.shortages > 0);
    if (nobodyWorks && seat.shortages >= shortageTries) {
      this.#fail(`${seat.supervisor.name} ${reason}`);
      return;
    }
    const delay = shortageDelay(seat.shortages);
    seat.supervisor.fail(`${reason}; next try in ${delay / 1000} s`);
    seat.retry = setTimeout(() => seat.supervisor.start(), delay);
  }

  #fail(reason: string): void {
    this.#closing ??= this.#end(new PoolFailed(`the ${this.#options.role} workers failed: ${reason}`));
  }

  async #end(why: PoolClosed | PoolFailed): Promise<void> {
    this.#over = why;
    for (const entry of this.#entries) {
      this.#schedule.withdraw(entry);
      entry.item.reject(entry.item.cancelled ?? why);
    }
    this.#entries.clear();
    for (const seat of this.#seats) {
      clearTimeout(seat.retry);
      seat.tasks.clear();
    }
    const news = this.#sayWhoIsAwaited();
    await Promise.all(this.#seats.map((seat) => seat.supervisor.stop().then(() => this.#left(seat, why))));
    clearInterval(news);
    this.#news.flush();
  }

  /** A pool that failed keeps showing its workers as failed. */
  #left(seat: Seat<Task, Event, Result, Command>, why: PoolClosed | PoolFailed): void {
    if (why instanceof PoolFailed) seat.supervisor.fail(why.message);
  }

  #sayWhoIsAwaited(): NodeJS.Timeout {
    let said = 0;
    return setInterval(() => {
      const awaited = this.#seats.filter((seat) => seat.supervisor.status.state === 'stopping');
      if (awaited.length !== said) this.#options.onWaiting?.(awaited.map((seat) => seat.supervisor.name));
      said = awaited.length;
    }, waitingNewsMs);
  }

  #loadChanged(seat: Seat<Task, Event, Result, Command>): void {
    seat.supervisor.load(seat.tasks.size);
    this.#news.tellLater(seat.supervisor);
  }
}
