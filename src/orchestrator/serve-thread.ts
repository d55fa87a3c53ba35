import type { MessagePort } from 'node:worker_threads';
import { giveVoice } from './alive.ts';
import { JobRunner } from './job-runner.ts';
import type { Frame, ToWorker } from './protocol.ts';
import type { Job } from './types.ts';

export function serveThread<Task, Event, Result, Command>(
  job: Job<Task, Event, Result, Command>,
  port: MessagePort,
): void {
  const runner = new JobRunner(job, {
    write(frame, written) {
      port.postMessage(frame);
      written();
      return true;
    },
    // Ends this thread only; what was posted before is delivered.
    leave: () => process.exit(0),
  });
  port.on('message', (frame: Frame<ToWorker<Task, Command>>) => runner.receive(frame));
  giveVoice(() => runner.alive());
  runner.ready();
}
