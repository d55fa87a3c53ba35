import { serve } from '../orchestrator/serve.ts';
import { actJob } from './act-job.ts';

serve(await actJob());
