/** The `threads` engine: a worker thread that talks over its message port. It dies with its process. */
import type { ResourceLimits, Worker as Thread } from 'node:worker_threads';
import { reasonOf } from '../base/errors.ts';
import { threadStarts } from '../base/v8-flags.ts';
import { entryUrl } from './entries.ts';
import { forEachLine } from './lines.ts';
import type { Frame } from './protocol.ts';
import type { ThreadData } from './serve.ts';
import type { WorkerLimits } from './types.ts';
import type { Worker, WorkerExit, WorkerListeners, WorkerSpec } from './worker.ts';

export function startThreadWorker<Outbound, Inbound>(
  spec: WorkerSpec,
  listeners: WorkerListeners<Inbound>,
): Worker<Outbound> {
  const started = threadStarts();
  try {
    return superviseThread(makeThread(spec), started, spec, listeners);
  } catch (error) {
    started();
    queueMicrotask(() => listeners.onExit(failureOf(error as Error)));
    return { pid: undefined, write: () => true, terminate: () => {}, kill: () => {} };
  }
}

/** @throws where the system has no room for another thread (EAGAIN) */
function makeThread({ name, entry, limits }: WorkerSpec): Thread {
  const { Worker: NodeThread } = process.getBuiltinModule('node:worker_threads');
  return new NodeThread(entry instanceof URL ? entry : entryUrl(entry), {
    name,
    workerData: { forkfulWorker: name } satisfies ThreadData,
    stdout: true,
    stderr: true,
    execArgv: [],
    resourceLimits: resourceLimits(limits),
    // What they open by the C library they close by it; node would warn of each that it closes and did not open.
    trackUnmanagedFds: false,
  });
}

function superviseThread<Outbound, Inbound>(
  thread: Thread,
  started: () => void,
  { name }: WorkerSpec,
  { onFrame, onLine, onExit }: WorkerListeners<Inbound>,
): Worker<Outbound> {
  let failure: WorkerExit | undefined;
  forEachLine(thread.stdout, (text) => onLine({ worker: name, stream: 'stdout', text }));
  forEachLine(thread.stderr, (text) => onLine({ worker: name, stream: 'stderr', text }));
  thread.once('message', started);
  thread.on('message', (frame: Frame<Inbound>) => onFrame(frame));
  thread.on('error', (error: NodeJS.ErrnoException) => {
    failure = failureOf(error);
  });
  thread.once('exit', started);
  thread.on('exit', (code) => onExit(failure ?? { reason: `ended with code ${code}`, shortage: false }));
  return {
    pid: process.pid,
    write(frame, written) {
      thread.postMessage(frame);
      written();
      return true;
    },
    terminate: () => {},
    kill: () => void thread.terminate(),
  };
}

/** Node puts the system's own code into the message: `Worker initialization failure: EMFILE`. */
function failureOf(error: NodeJS.ErrnoException): WorkerExit {
  if (error.code !== 'ERR_WORKER_INIT_FAILED') return { reason: reasonOf(error), shortage: false };
  const [code = error.code] = /E[A-Z]+$/.exec(error.message) ?? [];
  return { reason: `could not be started: ${reasonOf(Object.assign(error, { code }))} (${code})`, shortage: true };
}

function resourceLimits({ heap, youngHeap, stack }: WorkerLimits): ResourceLimits {
  return {
    ...(heap === undefined ? {} : { maxOldGenerationSizeMb: heap }),
    ...(youngHeap === undefined ? {} : { maxYoungGenerationSizeMb: youngHeap }),
    ...(stack === undefined ? {} : { stackSizeMb: stack }),
  };
}
