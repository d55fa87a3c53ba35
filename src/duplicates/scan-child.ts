import { serve } from '../orchestrator/serve.ts';
import { scanJob } from './scan-job.ts';

serve(scanJob);
