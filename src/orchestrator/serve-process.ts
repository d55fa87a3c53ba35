/** A forked child: talks over IPC, leaves the terminal's signals to its parent, never outlives it. */
import { writeSync } from 'node:fs';
import { Worker as Thread } from 'node:worker_threads';
import { giveVoice } from './alive.ts';
import { entryUrl } from './entries.ts';
import { parseRun, roleVariable, runVariable } from './environment.ts';
import { JobRunner } from './job-runner.ts';
import { dieWithParent } from './parent-death.ts';
import type { WatchData } from './parent-watch.ts';
import type { Frame, ToWorker } from './protocol.ts';
import type { Job } from './types.ts';

const stderrFd = 2;

/** The terminal sends these to the whole group; the parent decides. SIGUSR1 would open node's debugger. */
const leftToTheParent = ['SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

export function serveProcess<Task, Event, Result, Command>(job: Job<Task, Event, Result, Command>): void {
  process.title = `forkful ${process.env[roleVariable]}`;
  const runner = new JobRunner(job, {
    write: (frame, written) => process.send?.(frame, undefined, undefined, () => written()) ?? true,
    leave: () => process.exit(0),
  });
  process.on('message', (frame) => runner.receive(frame as Frame<ToWorker<Task, Command>>));
  process.on('disconnect', () => process.exit(1));
  process.on('uncaughtException', (error) => {
    runner.crash(error);
    // As node says it, into the parent's pipe, but for the line of the source: all of a bundle may stand on it.
    writeSync(stderrFd, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
  process.on('SIGTERM', () => void runner.close());
  for (const signal of leftToTheParent) process.on(signal, () => {});
  giveVoice(() => runner.alive());
  runner.ready();
  // While the first task is on its way.
  bindToParent();
}

/**
 * `disconnect` tells of the parent's end only while the event loop turns; the kernel, or else a thread, sees it also
 * while the loop is blocked. A thread takes 70 ms of CPU to start, and as long to end.
 */
function bindToParent(): void {
  const parent = parseRun(process.env[runVariable])?.pid ?? process.ppid;
  // Only work can block the loop: without work none is watched.
  if (!dieWithParent(parent)) process.once('message', () => watchParent(parent));
}

function watchParent(parent: number): void {
  const watch = new Thread(entryUrl('parent-watch'), {
    name: 'parent-watch',
    workerData: { parent } satisfies WatchData,
    execArgv: [],
    env: {},
  });
  watch.unref();
  // Better no child than one that could outlive its parent.
  watch.on('error', (error) => {
    throw error;
  });
}
