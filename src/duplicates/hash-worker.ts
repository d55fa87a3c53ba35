import { serve } from '../orchestrator/serve.ts';
import { hashJob } from './hash-job.ts';

serve(hashJob);
