import { isMainThread } from 'node:worker_threads';
import { withoutTurboFan } from '../base/without-turbofan.ts';
import { serve } from '../orchestrator/serve.ts';
import { createFetchJob } from './fetch-job.ts';
import { compileQuickly } from './transfer/wasm-tiers.ts';

// V8's settings are those of the whole process, which as a thread is somebody else's.
if (isMainThread) {
  compileQuickly();
  withoutTurboFan();
}
serve(createFetchJob());
