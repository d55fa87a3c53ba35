import { serve } from '../orchestrator/serve.ts';
import { createDemoJob } from './demo-job.ts';

serve(createDemoJob());
