/** The smallest worker there is, once as the pool knows it and once bare, to see what the pool itself costs. */
import { parentPort } from 'node:worker_threads';
import { serve } from '../../src/orchestrator/serve.ts';
import type { Job } from '../../src/orchestrator/types.ts';

const job: Job<number, never, number> = { run: (task) => task };

if (process.env.FORKFUL_BENCH_BARE === undefined) serve(job);
else if (parentPort === null)
  answer(
    (listen) => process.on('message', listen),
    (value) => process.send?.(value),
  );
else
  answer(
    (listen) => parentPort?.on('message', listen),
    (value) => parentPort?.postMessage(value),
  );

function answer(listen: (listener: (value: number) => void) => void, say: (value: number | 'up') => void): void {
  listen(say);
  say('up');
}
