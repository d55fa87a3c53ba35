/**
 * The orchestrator's contract. A job is the work of one worker, written once; a pool runs it under one of three engines,
 * and callers cannot tell them apart: `serial` in this thread, `threads` in worker threads, `processes` in forked children.
 */

export const engineNames = ['serial', 'threads', 'processes'] as const;
export type EngineName = (typeof engineNames)[number];

/** What a child of ours is for. Shown in the process pane with its number: `fetch-1`. */
export type Role = 'fetch' | 'scan' | 'hash' | 'remove' | 'preview' | 'demo';

/** The entries of dist/ that a worker can run; entries.ts knows where their source is. */
export type EntryName =
  | 'fetch-child'
  | 'scan-child'
  | 'hash-worker'
  | 'remove-child'
  | 'act-worker'
  | 'preview-child'
  | 'demo-child'
  | 'parent-watch';

/**
 * The worker's side: what an entry hands to `serve`. Everything that crosses (task, event, result, command) must survive
 * the structured clone of both postMessage and fork's advanced serialization: plain data, typed arrays, bigint, Map, Set.
 */
export interface Job<Task, Event, Result, Command = never> {
  /** Does one task. A throw fails the task (not the worker); `signal` aborts when the task is cancelled. */
  run(task: Task, context: TaskContext<Event>): Result | Promise<Result>;
  /**
   * For tasks that keep their thread to themselves: one begins when the one before has ended and its result is on its way.
   * Otherwise all that have arrived begin side by side, and the first result comes when the last is there.
   */
  readonly oneByOne?: true;
  /** Something said to every worker: pause, resume, a new rate limit. */
  command?(command: Command): void;
  /** Called once before the worker leaves in an orderly way. */
  close?(): void | Promise<void>;
}

export interface TaskContext<Event> {
  /** Batched: events of one turn of the event loop cross in one message, in order, always ahead of the result. */
  emit(event: Event): void;
  /** Resolves when the parent has taken what was emitted: await it where a flood is possible. */
  drained(): Promise<void>;
  /**
   * A sign of life from inside long synchronous work, cheap enough to be called once a chunk: while the event loop is
   * blocked it cannot answer the heartbeat, and a worker that stays silent for `silenceMs` is taken for hung. Where no
   * context is at hand, alive.ts has the same.
   */
  alive(): void;
  readonly signal: AbortSignal;
}

export type WorkerState = 'starting' | 'ready' | 'busy' | 'stopping' | 'stopped' | 'failed';

/** What the process pane shows of a worker. */
export interface WorkerStatus {
  /** `hash-2`. Kept across restarts. */
  readonly name: string;
  readonly role: Role;
  readonly engine: EngineName;
  readonly state: WorkerState;
  /** Of the forked child; our own pid for threads and serial; undefined before the start. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** Tasks in its hands. */
  readonly tasks: number;
  /** Why it failed or was restarted last. */
  readonly reason: string | undefined;
}

/** A line that a child wrote to stdout or stderr, made safe to print. */
export interface ChildLine {
  readonly worker: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Ceilings of one worker, in MiB; heap limits end a worker that passes them, and its work is handed on. */
export interface WorkerLimits {
  readonly heap?: number;
  readonly youngHeap?: number;
  /** Threads only. */
  readonly stack?: number;
}

/** Holds new tasks back for a reason outside the pool: see memory-gate.ts. */
export interface Gate {
  /** Cheap: asked before each task. */
  isOpen(): boolean;
  /** Resolves at the next opening. */
  opened(): Promise<void>;
}

export interface PoolOptions<Task, Event, Result, Command> {
  readonly role: Role;
  /** A URL names a module that calls `serve` itself. */
  readonly entry: EntryName | URL;
  /** The same job for the serial engine. */
  readonly load: () => Promise<Job<Task, Event, Result, Command>>;
  readonly engine: EngineName;
  /** Workers; at least 1. `serial` always has one. */
  readonly size: number;
  /** Tasks a worker holds at once, running or waiting in it (default 1). */
  readonly slots?: number;
  /**
   * How often a task may be begun before it is set aside (default 2: a task that two workers died of). Where a worker
   * holds several tasks the last attempt runs alone in its worker, so that no task is blamed for its neighbour.
   */
  readonly attempts?: number;
  /** So many deaths by a signal from outside are not counted among the attempts of a task (default 0). */
  readonly kills?: number;
  /** Restart intensity (OTP's supervisor): more than `max` unexpected deaths in `withinMs` and the pool fails. */
  readonly restart?: { readonly max: number; readonly withinMs: number };
  /**
   * A worker that shows no sign of life (nothing emitted, no answer from its event loop, no `alive()`) for this long
   * while it holds a task is killed and replaced (default 60 s); 0 = never. Not for `serial`: it is this thread.
   */
  readonly silenceMs?: number;
  /** From the request to leave to SIGKILL (default 2 s); SIGTERM is sent at half of it. */
  readonly graceMs?: number;
  readonly limits?: WorkerLimits;
  /**
   * The first task waits until every worker of the start is ready, or has failed: where a worker holds several tasks,
   * the first one to be ready would take them all (default false).
   */
  readonly together?: boolean;
  /** New tasks wait while it is shut. */
  readonly gate?: Gate;
  readonly onStatus?: (status: WorkerStatus) => void;
  readonly onLine?: (line: ChildLine) => void;
  /** Who is still being waited for in `close`: said a moment after its start and whenever the list gets shorter. */
  readonly onWaiting?: (workers: readonly string[]) => void;
}

export interface Submission<Event> {
  /** A worker takes the task; more than once where workers die, and then events start over. */
  readonly onBegin?: (begin: { readonly worker: string; readonly attempt: number }) => void;
  readonly onEvent?: (event: Event) => void;
  readonly signal?: AbortSignal;
}

export interface Pool<Task, Event, Result, Command = never> {
  /**
   * Queues a task; the least busy worker takes it. Work of a worker that died is given to another, from the start.
   * Rejects with the job's own error, with `TaskSetAside` when it killed too many workers, with `PoolFailed` when
   * restart intensity is reached, with the signal's reason when cancelled.
   */
  submit(task: Task, submission?: Submission<Event>): Promise<Result>;
  /** To every worker, also to those that start later (the last command of each kind is replayed to them). */
  tell(command: Command & { readonly kind: string }): void;
  /** Grows at once; shrinks as workers become idle. */
  resize(size: number): void;
  readonly statuses: readonly WorkerStatus[];
  /** Tasks waiting for a worker. */
  readonly waiting: number;
  /** Orderly: stop, grace, SIGTERM, grace, SIGKILL. Pending tasks are rejected. Resolves when every worker is gone. */
  close(): Promise<void>;
}
