/** The worker's side: an entry hands its job to `serve` and is a worker, of whichever engine started it. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { roleVariable } from './environment.ts';
import { serveProcess } from './serve-process.ts';
import { serveThread } from './serve-thread.ts';
import type { Job } from './types.ts';

/** Marks a thread as started by a pool. */
export interface ThreadData {
  readonly forkfulWorker: string;
}

/** @throws Error where the entry was started by hand: there is nobody to work for. */
export function serve<Task, Event, Result, Command = never>(job: Job<Task, Event, Result, Command>): void {
  if (!isMainThread && parentPort !== null && isThreadData(workerData)) serveThread(job, parentPort);
  else if (isMainThread && process.send !== undefined && process.env[roleVariable] !== undefined) serveProcess(job);
  else throw new Error('a worker of forkful is started by forkful, not by hand');
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'forkfulWorker' in data;
}
