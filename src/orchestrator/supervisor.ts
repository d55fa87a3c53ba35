/**
 * One worker under its name, over all its lives: starting, ready, busy, stopping, stopped, failed. Starting and stopping
 * never interleave: only a worker that is gone can be started, and one that is stopping takes no more work.
 */
import { Heartbeat } from './heartbeat.ts';
import { Outbox } from './outbox.ts';
import type { Frame, FromWorker, ToWorker } from './protocol.ts';
import type { ChildLine, EngineName, Role, WorkerState, WorkerStatus } from './types.ts';
import type { StartWorker, Worker, WorkerExit } from './worker.ts';

/** A worker that is not ready by then never will be. */
const startMs = 30_000;
/** So long after SIGKILL nobody waits any more: not even that ends a process, or a thread, that the kernel does not let go. */
const patienceMs = 900;

export interface SupervisorOptions<Task, Event, Result, Command> {
  readonly name: string;
  readonly role: Role;
  readonly engine: EngineName;
  readonly spec: Parameters<StartWorker<never, never>>[0];
  readonly start: StartWorker<ToWorker<Task, Command>, FromWorker<Event, Result>>;
  readonly silenceMs: number;
  readonly graceMs: number;
  readonly onReady: () => void;
  readonly onMessage: (message: FromWorker<Event, Result>) => void;
  /** Gone without having been asked to leave. */
  readonly onDeath: (exit: WorkerExit) => void;
  readonly onUnsendable: (message: ToWorker<Task, Command>, error: unknown) => void;
  readonly onChange: () => void;
  readonly onLine: (line: ChildLine) => void;
}

export class Supervisor<Task, Event, Result, Command> {
  readonly #options: SupervisorOptions<Task, Event, Result, Command>;
  readonly #heartbeat: Heartbeat;
  #state: WorkerState = 'stopped';
  #worker: Worker<ToWorker<Task, Command>> | undefined;
  #outbox: Outbox<ToWorker<Task, Command>> | undefined;
  #starts = 0;
  #tasks = 0;
  #reason: string | undefined;
  /** Set while it goes down for a reason that we know better than its exit code tells. */
  #verdict: string | undefined;
  #timers: NodeJS.Timeout[] = [];
  #stopped: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(options: SupervisorOptions<Task, Event, Result, Command>) {
    this.#options = options;
    this.#heartbeat = new Heartbeat(options.silenceMs, {
      ask: () => this.post({ kind: 'ping' }),
      onSilence: (ms) => this.#kill(`killed: no sign of life for ${ms / 1000} s while busy`),
    });
  }

  get name(): string {
    return this.#options.name;
  }

  /** Can be given a task. */
  get ready(): boolean {
    return this.#state === 'ready' || this.#state === 'busy';
  }

  /** Was asked to leave and is not gone. */
  get leaving(): boolean {
    return this.#state === 'stopping';
  }

  get status(): WorkerStatus {
    const { name, role, engine } = this.#options;
    return {
      name,
      role,
      engine,
      state: this.#state,
      pid: this.#worker?.pid,
      restarts: Math.max(0, this.#starts - 1),
      tasks: this.#tasks,
      reason: this.#reason,
    };
  }

  /** @throws Error while the worker is not gone */
  start(): void {
    if (this.#worker !== undefined) throw new Error(`${this.name} is ${this.#state} and cannot be started`);
    this.#starts += 1;
    this.#verdict = undefined;
    this.#state = 'starting';
    const { start, spec, engine, onLine, onUnsendable } = this.#options;
    const worker: Worker<ToWorker<Task, Command>> = start(spec, {
      onFrame: (frame) => {
        if (this.#worker === worker) this.#receive(frame);
      },
      onLine,
      onExit: (exit) => {
        if (this.#worker === worker) this.#gone(exit);
      },
    });
    this.#worker = worker;
    this.#outbox = new Outbox(worker.write, onUnsendable);
    // In this thread nothing can be killed, and a slow import is only slow.
    if (engine !== 'serial') this.#after(startMs, () => this.#kill(`killed: not ready after ${startMs / 1000} s`));
    this.#options.onChange();
  }

  post(message: ToWorker<Task, Command>): void {
    this.#outbox?.post(message);
  }

  /** How many tasks it holds now. */
  load(tasks: number): void {
    this.#tasks = tasks;
    if (!this.ready) return;
    const state = tasks > 0 ? 'busy' : 'ready';
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'busy') this.#heartbeat.start();
    else this.#heartbeat.stop();
  }

  /** The worker will not be started again for now. */
  fail(reason: string): void {
    if (this.#worker !== undefined) return;
    this.#state = 'failed';
    this.#reason = reason;
    this.#options.onChange();
  }

  /** Asks it to leave; SIGTERM at half of the grace time, SIGKILL at its end. Resolves when it is gone. */
  stop(): Promise<void> {
    if (this.#stopped !== undefined) return this.#stopped.promise;
    if (this.#worker === undefined) {
      if (this.#state !== 'failed') this.#state = 'stopped';
      return Promise.resolve();
    }
    const stopped = Promise.withResolvers<void>();
    this.#stopped = stopped;
    this.#state = 'stopping';
    this.#quiet();
    this.post({ kind: 'close' });
    const { graceMs } = this.#options;
    this.#after(graceMs / 2, () => this.#worker?.terminate());
    this.#after(graceMs, () => this.#kill(`killed: did not leave within ${graceMs / 1000} s`));
    this.#after(graceMs + patienceMs, () => {
      this.#verdict = 'could not be ended';
      this.#gone({ reason: this.#verdict, shortage: false });
    });
    this.#options.onChange();
    return stopped.promise;
  }

  #receive(frame: Frame<FromWorker<Event, Result>>): void {
    this.#heartbeat.heard();
    for (const message of frame) {
      if (message.kind === 'ready') this.#becomeReady();
      else if (message.kind === 'crashing') this.#verdict ??= `crashed: ${message.error.message}`;
      else if (message.kind === 'mark') this.post({ kind: 'taken', mark: message.mark });
      else if (message.kind !== 'beat') this.#options.onMessage(message);
    }
  }

  #becomeReady(): void {
    if (this.#state !== 'starting') return;
    this.#quiet();
    this.#state = 'ready';
    this.#options.onChange();
    this.#options.onReady();
  }

  #kill(verdict: string): void {
    this.#verdict = verdict;
    this.#worker?.kill();
  }

  #gone(exit: WorkerExit): void {
    this.#quiet();
    this.#worker = undefined;
    this.#outbox = undefined;
    this.#tasks = 0;
    const reason = this.#verdict ?? exit.reason;
    // What we end ourselves has given us reason to.
    const killed = exit.killed === true && this.#verdict === undefined;
    if (this.#stopped === undefined) this.#die({ reason, shortage: exit.shortage, killed });
    else this.#rest(this.#stopped.resolve, this.#verdict);
  }

  #die(exit: WorkerExit): void {
    this.#state = 'failed';
    this.#reason = exit.reason;
    this.#options.onChange();
    this.#options.onDeath(exit);
  }

  #rest(resolve: () => void, verdict: string | undefined): void {
    this.#stopped = undefined;
    this.#state = 'stopped';
    this.#reason = verdict ?? this.#reason;
    this.#options.onChange();
    resolve();
  }

  #after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, ms));
  }

  #quiet(): void {
    this.#heartbeat.stop();
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }
}
