import { serve } from '../orchestrator/serve.ts';
import { actJob } from './act-job.ts';

// No `await` here: the bundle is CommonJS, which has none. A rejection ends the thread with its reason.
void actJob().then(serve);
