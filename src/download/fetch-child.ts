import { serve } from '../orchestrator/serve.ts';
import { createFetchJob } from './fetch-job.ts';

serve(createFetchJob());
