/**
 * What the supervisor knows of a worker: it is started, written to, asked to end, ended, and it tells when it is gone.
 * process-worker.ts, thread-worker.ts and serial-worker.ts stand behind it.
 */
import type { WriteFrame } from './outbox.ts';
import type { Frame } from './protocol.ts';
import type { ChildLine, EntryName, WorkerLimits } from './types.ts';

export interface WorkerSpec {
  readonly name: string;
  readonly entry: EntryName | URL;
  readonly limits: WorkerLimits;
}

export interface WorkerListeners<Inbound> {
  readonly onFrame: (frame: Frame<Inbound>) => void;
  readonly onLine: (line: ChildLine) => void;
  /** Once, after its last frame. Never from within the call that started the worker. */
  readonly onExit: (exit: WorkerExit) => void;
}

export interface WorkerExit {
  /** In words: `killed by SIGKILL`, `exited with code 1: …`. */
  readonly reason: string;
  /** It never ran, because the system is short of processes, descriptors or memory: worth trying again later. */
  readonly shortage: boolean;
  /** By a signal from outside: whatever it was doing, that was not the cause. */
  readonly killed?: boolean;
}

export interface Worker<Outbound> {
  /** Of the forked child, our own for threads and serial; undefined when the start failed. */
  readonly pid: number | undefined;
  readonly write: WriteFrame<Outbound>;
  /** Asks from outside the channel (SIGTERM). Nothing happens where there is no such way. */
  terminate(): void;
  /** Ends it whatever it does (SIGKILL). */
  kill(): void;
}

export type StartWorker<Outbound, Inbound> = (
  spec: WorkerSpec,
  listeners: WorkerListeners<Inbound>,
) => Worker<Outbound>;
