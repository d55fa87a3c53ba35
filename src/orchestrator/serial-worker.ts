/** The `serial` engine: the job in this thread, behind the same interface; the loop turns between two tasks. */
import { reasonOf } from '../base/errors.ts';
import { JobRunner } from './job-runner.ts';
import type { Frame, FromWorker, ToWorker } from './protocol.ts';
import type { Job } from './types.ts';
import type { Worker, WorkerListeners } from './worker.ts';

export function startSerialWorker<Task, Event, Result, Command>(
  load: () => Promise<Job<Task, Event, Result, Command>>,
  { onFrame, onExit }: WorkerListeners<FromWorker<Event, Result>>,
): Worker<ToWorker<Task, Command>> {
  let runner: JobRunner<Task, Event, Result, Command> | undefined;
  let early: Frame<ToWorker<Task, Command>>[] = [];
  let gone = false;
  const leave = (reason: string) => {
    if (gone) return;
    gone = true;
    queueMicrotask(() => onExit({ reason, shortage: false }));
  };
  load().then(
    (job) => {
      runner = new JobRunner(job, {
        turnMs: 0,
        leave: () => leave('left'),
        write(frame, written) {
          if (!gone) onFrame(frame);
          written();
          return true;
        },
      });
      runner.ready();
      for (const frame of early) runner.receive(frame);
      early = [];
    },
    (error) => leave(`could not be loaded: ${reasonOf(error)}`),
  );
  return {
    pid: process.pid,
    write(frame, written) {
      if (runner === undefined) early.push(frame);
      else runner.receive(frame);
      written();
      return true;
    },
    terminate: () => {},
    // A thread cannot end itself from outside: the pool stops listening.
    kill: () => leave('abandoned'),
  };
}
