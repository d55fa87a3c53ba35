/**
 * The worker pool: takes tasks, gives them to its workers, hands the work of the dead to the living. It knows neither
 * what the job does nor which engine runs it; which task goes where is decided in schedule.ts, who is there to do it in
 * staff.ts, how one worker lives in supervisor.ts.
 */
import { unreachable } from '../base/errors.ts';
import { fromErrorData } from './error-data.ts';
import { PoolClosed, PoolFailed, TaskSetAside } from './errors.ts';
import type { FromWorker } from './protocol.ts';
import { type Desk, type Entry, Schedule } from './schedule.ts';
import { Staff } from './staff.ts';
import type { Supervisor } from './supervisor.ts';
import { Ticket } from './ticket.ts';
import type { Pool, PoolOptions, Submission, WorkerStatus } from './types.ts';
import type { WorkerExit } from './worker.ts';

const defaults = { slots: 1, attempts: 2, kills: 0 } as const;

export function createPool<Task, Event, Result, Command = never>(
  options: PoolOptions<Task, Event, Result, Command>,
): Pool<Task, Event, Result, Command> {
  return new WorkerPool(options);
}

/** A worker that can be given tasks, its desk, and the tasks on it by their number on the wire. */
interface Place<Task, Event, Result, Command> {
  readonly worker: Supervisor<Task, Event, Result, Command>;
  readonly desk: Desk<Ticket<Task, Event, Result>>;
  readonly tasks: Map<number, Entry<Ticket<Task, Event, Result>>>;
}

class WorkerPool<Task, Event, Result, Command> implements Pool<Task, Event, Result, Command> {
  readonly #options: PoolOptions<Task, Event, Result, Command>;
  readonly #schedule: Schedule<Ticket<Task, Event, Result>>;
  readonly #staff: Staff<Task, Event, Result, Command>;
  readonly #places = new Map<Supervisor<Task, Event, Result, Command>, Place<Task, Event, Result, Command>>();
  /** Submitted and not over. */
  readonly #entries = new Set<Entry<Ticket<Task, Event, Result>>>();
  readonly #commands = new Map<string, Command>();
  #ids = 0;
  #gateAwaited = false;
  #awaited: boolean;
  #over: PoolClosed | PoolFailed | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: PoolOptions<Task, Event, Result, Command>) {
    const { slots = defaults.slots, attempts = defaults.attempts, kills = defaults.kills } = options;
    this.#options = options;
    this.#awaited = options.together === true;
    this.#schedule = new Schedule({ slots, attempts, kills });
    this.#staff = new Staff(options, {
      onReady: (worker) => this.#seat(worker),
      onMessage: (worker, message) => this.#handle(worker, message),
      onUnsendable: (worker, message, error) => {
        if (message.kind === 'task') this.#finish(worker, message.id, (ticket) => ticket.reject(error));
      },
      onDeath: (worker, exit) => this.#takeBack(worker, exit),
      onFailure: (reason) => {
        this.#closing ??= this.#end(new PoolFailed(`the ${options.role} workers failed: ${reason}`));
      },
    });
    this.#staff.resize(options.size);
  }

  get statuses(): readonly WorkerStatus[] {
    return this.#staff.statuses;
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
    // Deleted first, so that those who start later hear the last ones in the order in which they were said.
    this.#commands.delete(command.kind);
    this.#commands.set(command.kind, command);
    for (const worker of this.#places.keys()) worker.post({ kind: 'command', command });
  }

  resize(size: number): void {
    this.#staff.resize(size);
    for (const { desk } of this.#places.values()) desk.closed = false;
    this.#shrink();
    this.#dispatch();
  }

  close(): Promise<void> {
    this.#closing ??= this.#end(new PoolClosed(this.#options.role));
    return this.#closing;
  }

  #seat(worker: Supervisor<Task, Event, Result, Command>): void {
    this.#places.set(worker, { worker, desk: this.#schedule.open(), tasks: new Map() });
    for (const command of this.#commands.values()) worker.post({ kind: 'command', command });
    this.#dispatch();
  }

  /** Surplus workers leave: at once when idle, else as soon as they are; they take no new task. */
  #shrink(): void {
    for (const worker of this.#staff.surplus) {
      const place = this.#places.get(worker);
      if (place !== undefined) place.desk.closed = true;
      if (place !== undefined && place.tasks.size > 0) continue;
      if (place !== undefined) this.#schedule.leave(place.desk);
      this.#places.delete(worker);
      this.#staff.retire(worker);
    }
  }

  #dispatch(): void {
    if (this.#schedule.waiting === 0 || !this.#gateOpen() || !this.#complete()) return;
    for (let next = this.#schedule.next(); next !== undefined; next = this.#schedule.next()) {
      this.#begin(next.entry, next.desk);
      if (!this.#gateOpen()) return;
    }
  }

  /** All are there with whom the pool began. */
  #complete(): boolean {
    this.#awaited &&= this.#staff.starting;
    return !this.#awaited;
  }

  #begin(entry: Entry<Ticket<Task, Event, Result>>, desk: Desk<Ticket<Task, Event, Result>>): void {
    const place = this.#placeOf(desk);
    if (place === undefined) throw new Error('a desk without a worker');
    const { worker, tasks } = place;
    const { id, task, submission } = entry.item;
    tasks.set(id, entry);
    worker.post({ kind: 'task', id, task });
    this.#staff.loadChanged(worker, tasks.size);
    submission.onBegin?.({ worker: worker.name, attempt: entry.begun });
  }

  #placeOf(desk: Desk<Ticket<Task, Event, Result>> | undefined): Place<Task, Event, Result, Command> | undefined {
    for (const place of this.#places.values()) if (place.desk === desk) return place;
    return undefined;
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

  #handle(worker: Supervisor<Task, Event, Result, Command>, message: FromWorker<Event, Result>): void {
    switch (message.kind) {
      case 'event':
        this.#places.get(worker)?.tasks.get(message.id)?.item.submission.onEvent?.(message.event);
        break;
      case 'done':
        this.#finish(worker, message.id, (ticket) => ticket.resolve(message.result));
        break;
      case 'failed':
        this.#finish(worker, message.id, (ticket) => ticket.reject(ticket.cancelled ?? fromErrorData(message.error)));
        break;
      case 'ready':
      case 'mark':
      case 'beat':
      case 'crashing':
        // The supervisor's.
        break;
      default:
        unreachable(message);
    }
  }

  #finish(
    worker: Supervisor<Task, Event, Result, Command>,
    id: number,
    settle: (ticket: Ticket<Task, Event, Result>) => void,
  ): void {
    const tasks = this.#places.get(worker)?.tasks;
    const entry = tasks?.get(id);
    if (tasks === undefined || entry === undefined) return;
    tasks.delete(id);
    this.#schedule.finish(entry);
    this.#entries.delete(entry);
    settle(entry.item);
    this.#staff.loadChanged(worker, tasks.size);
    this.#shrink();
    this.#dispatch();
  }

  /** A waiting task is withdrawn; one in a worker's hands is rejected when the worker has let go of it. */
  #cancel(entry: Entry<Ticket<Task, Event, Result>>): void {
    if (this.#schedule.withdraw(entry)) this.#reject(entry, undefined);
    else this.#placeOf(entry.desk)?.worker.post({ kind: 'cancel', id: entry.item.id });
  }

  #takeBack(worker: Supervisor<Task, Event, Result, Command>, { reason, killed }: WorkerExit): void {
    const place = this.#places.get(worker);
    if (place === undefined) {
      // It never was ready: whoever waited for it waits no more.
      this.#dispatch();
      return;
    }
    this.#places.delete(worker);
    const { lost, setAside } = this.#schedule.leave(place.desk, killed);
    for (const { item } of lost) item.deaths.push(reason);
    for (const entry of setAside) this.#reject(entry, new TaskSetAside(entry.item.deaths));
    // What was cancelled while the worker held it is not begun again.
    for (const entry of lost) if (entry.item.cancelled !== undefined) this.#cancel(entry);
    this.#dispatch();
  }

  /** With the reason it was cancelled for, if it was; that comes first. */
  #reject(entry: Entry<Ticket<Task, Event, Result>>, why: unknown): void {
    this.#entries.delete(entry);
    entry.item.reject(entry.item.cancelled ?? why);
  }

  async #end(why: PoolClosed | PoolFailed): Promise<void> {
    this.#over = why;
    this.#places.clear();
    for (const entry of this.#entries) {
      this.#schedule.withdraw(entry);
      this.#reject(entry, why);
    }
    await this.#staff.close(why instanceof PoolFailed ? why.message : undefined);
  }
}
